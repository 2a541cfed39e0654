import OVSDB

/// Makes up transactions as a controller or an operator would send them.
struct RandomChanges {
    private var random: SplitMix
    private var count = 0
    /// How many bridges, and ports of each, there may be: the database grows no further.
    private let maximum: Int

    init(seed: UInt64, maximum: Int = .max) {
        random = SplitMix(state: seed)
        self.maximum = maximum
    }

    mutating func next(_ replica: Replica) -> Transaction {
        count += 1
        var transaction = Transaction()
        switch random.below(12) {
        case 0, 1:
            if replica.count(in: "Bridge") < maximum {
                addBridge(replica, &transaction)
            } else {
                removeBridge(replica, &transaction)
            }
        case 2, 3: addPort(replica, &transaction)
        case 4: removePort(replica, &transaction)
        case 5: changeIdentifiers(replica, &transaction)
        case 6: changeBridge(replica, &transaction)
        case 7: changeInterface(replica, &transaction)
        case 8: addMirror(replica, &transaction)
        case 9: addQueues(replica, &transaction)
        case 10: changePort(replica, &transaction)
        default: if random.below(3) == 0 { removeBridge(replica, &transaction) }
        }
        return transaction
    }

    private mutating func pick(_ table: String, _ replica: Replica) -> Row? {
        replica.rows(in: table).randomElement(using: &random)
    }

    private mutating func insertPort(_ transaction: inout Transaction) {
        let name = "p\(count)-é\"\\"
        transaction.insert(
            "Interface", row: ["name": .string(name), "mtu_request": .integer(1400 + random.below(100))],
            namedUUID: "interface")
        transaction.insert(
            "Port",
            row: [
                "name": .string(name), "interfaces": .namedUUID("interface"),
                "trunks": .integers(random.integers()),
            ], namedUUID: "port")
    }

    private mutating func addBridge(_ replica: Replica, _ transaction: inout Transaction) {
        insertPort(&transaction)
        transaction.insert(
            "Bridge", row: ["name": "br\(count)", "ports": .namedUUID("port"), "fail_mode": "secure"],
            namedUUID: "bridge")
        if let root = pick("Open_vSwitch", replica) {
            transaction.mutate(
                "Open_vSwitch", where: [.uuid(root.uuid)], mutations: [.insert("bridges", .namedUUID("bridge"))])
        } else {
            transaction.insert("Open_vSwitch", row: ["bridges": .namedUUID("bridge")])
        }
    }

    private mutating func addPort(_ replica: Replica, _ transaction: inout Transaction) {
        guard let bridge = pick("Bridge", replica), bridge["ports"].count < maximum else { return }
        insertPort(&transaction)
        transaction.mutate(
            "Bridge", where: [.uuid(bridge.uuid)], mutations: [.insert("ports", .namedUUID("port"))])
    }

    private mutating func removePort(_ replica: Replica, _ transaction: inout Transaction) {
        guard let bridge = pick("Bridge", replica), let port = bridge["ports"].uuids.randomElement(using: &random)
        else { return }
        transaction.mutate("Bridge", where: [.uuid(bridge.uuid)], mutations: [.delete("ports", .uuid(port))])
    }

    private mutating func changeIdentifiers(_ replica: Replica, _ transaction: inout Transaction) {
        guard let bridge = pick("Bridge", replica) else { return }
        let entries = Dictionary(
            random.integers().map { ("k\($0)", "v\(random.below(3))") }, uniquingKeysWith: { $1 })
        let keys = Datum.strings(random.integers().map { "k\($0)" })
        transaction.mutate(
            "Bridge", where: [.uuid(bridge.uuid)],
            mutations: [.delete("external_ids", keys), .insert("external_ids", .stringMap(entries))])
    }

    private mutating func changeBridge(_ replica: Replica, _ transaction: inout Transaction) {
        guard let bridge = pick("Bridge", replica) else { return }
        transaction.update(
            "Bridge", where: [.uuid(bridge.uuid)],
            row: [
                "stp_enable": .boolean(random.below(2) == 0), "fail_mode": random.below(2) == 0 ? [] : "standalone",
                "other_config": .stringMap(["n": "\(count)"]),
                "flood_vlans": .integers(random.integers()),
            ])
    }

    private mutating func changeInterface(_ replica: Replica, _ transaction: inout Transaction) {
        guard let interface = pick("Interface", replica) else { return }
        transaction.update(
            "Interface", where: [.uuid(interface.uuid)],
            row: [
                "type": "vxlan", "options": ["key": "flow", "remote_ip": "192.0.2.\(random.below(200))"],
                "statistics": ["rx_bytes": .integer(random.below(1 << 40))],
            ])
    }

    /// A reference that is weak, and one that keeps its row alive.
    private mutating func addMirror(_ replica: Replica, _ transaction: inout Transaction) {
        guard let bridge = pick("Bridge", replica) else { return }
        let ports = bridge["ports"].uuids.filter { _ in random.below(2) == 0 }
        let mirror = transaction.insert("Mirror", ["name": "m\(count)", "select_src_port": .uuids(ports)])
        transaction.update("Bridge", where: [.uuid(bridge.uuid)], row: ["mirrors": mirror.reference])
    }

    /// A map from numbers to rows.
    private mutating func addQueues(_ replica: Replica, _ transaction: inout Transaction) {
        if replica.count(in: "QoS") >= maximum { return removeQueues(replica, &transaction) }
        guard let port = pick("Port", replica) else { return }
        var queues: [Datum.Pair] = []
        for number in Set(random.integers()).sorted() {
            let queue = transaction.insert("Queue", ["dscp": .integer(number)])
            queues.append(.init(.integer(number), queue.atom))
        }
        let qos = transaction.insert("QoS", ["type": "linux-htb", "queues": Datum(map: queues)])
        transaction.update("Port", where: [.uuid(port.uuid)], row: ["qos": qos.reference])
    }

    private mutating func removeQueues(_ replica: Replica, _ transaction: inout Transaction) {
        guard let qos = pick("QoS", replica) else { return }
        transaction.update("Port", where: [.equal("qos", .uuid(qos.uuid))], row: ["qos": .empty])
        transaction.delete("QoS", where: [.uuid(qos.uuid)])
        for pair in qos["queues"].pairs { transaction.delete("Queue", where: [.equal("_uuid", Datum(pair.value))]) }
    }

    private mutating func changePort(_ replica: Replica, _ transaction: inout Transaction) {
        guard let port = pick("Port", replica) else { return }
        let tag: Datum = random.below(2) == 0 ? .empty : .integer(random.below(5))
        transaction.update(
            "Port", where: [.uuid(port.uuid)],
            row: [
                "tag": tag, "trunks": .integers(random.integers()), "qos": random.below(3) == 0 ? .empty : port["qos"],
            ])
    }

    private mutating func removeBridge(_ replica: Replica, _ transaction: inout Transaction) {
        guard let root = pick("Open_vSwitch", replica), let bridge = pick("Bridge", replica) else { return }
        transaction.mutate(
            "Open_vSwitch", where: [.uuid(root.uuid)], mutations: [.delete("bridges", .uuid(bridge.uuid))])
    }
}
