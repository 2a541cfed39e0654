import Lab
import NetworkTypes

/// The verbs of `weft-lab`.
struct LabCommands {
    let lab: Lab

    /// Runs one verb and returns the exit status.
    func run(_ verb: String, _ words: [String]) throws -> Int32 {
        switch verb {
        case "up": try up(words)
        case "down":
            _ = try Options(words).exactly()
            try lab.down()
        case "status": try status(words)
        case "exec": try exec(words)
        case "add-host": try lab.addHost(Options(words).exactly("NAME")[0])
        case "del-host": try lab.deleteHost(Options(words).exactly("NAME")[0])
        case "add-vm": try addVM(words)
        case "del-vm": try lab.deleteVM(Options(words).exactly("NAME")[0])
        case "move-vm":
            let names = try Options(words).exactly("VM", "HOST")
            try lab.moveVM(names[0], to: names[1])
        case "kill":
            let (daemon, host) = try daemon(words)
            try lab.kill(daemon, on: host)
        case "restart":
            let (daemon, host) = try daemon(words)
            try lab.restart(daemon, on: host)
        case "partition": try partition(words)
        case "ping-matrix": return try pingMatrix(words)
        case "list":
            _ = try Options(words).exactly()
            for name in Lab.all() { print(name) }
        default: throw UsageError("unknown command `\(verb)`")
        }
        return 0
    }

    private func up(_ words: [String]) throws {
        let options = try Options(
            words, valued: ["--hosts", "--vms", "--join", "--manager", "--ssl"], plain: ["--dummy"])
        if options.operands.isEmpty {
            guard let hosts = try options.number("--hosts", in: 1...LabAddresses.maximumHosts) else {
                throw UsageError("up needs FILE or --hosts N")
            }
            var spec = try LabSpec.generated(
                hosts: hosts, vms: options.number("--vms", in: 0...100_000) ?? 0,
                datapath: options.has("--dummy") ? .dummy : .userspace, join: join(options))
            spec.ssl = options.last("--ssl")
            try lab.up(spec)
        } else {
            let file = try options.exactly("FILE")[0]
            guard !options.has("--hosts"), !options.has("--vms") else {
                throw UsageError("up takes FILE or --hosts, not both")
            }
            var spec = try LabSpec(file: file)
            if options.has("--dummy") { spec.datapath = .dummy }
            if options.has("--join") || options.has("--manager") { spec.join = try join(options) }
            if let directory = options.last("--ssl") { spec.ssl = directory }
            try lab.up(spec)
        }
    }

    private func join(_ options: Options) throws(UsageError) -> LabSpec.Join {
        switch options.last("--join") ?? "listen" {
        case "listen": return .listen(manager: options.last("--manager"))
        case "dial":
            guard !options.has("--manager") else { throw UsageError("--join dial has no --manager") }
            return .dial
        case let other: throw UsageError("--join \(other) is neither listen nor dial")
        }
    }

    private func status(_ words: [String]) throws {
        let options = try Options(words, valued: ["-o"])
        _ = try options.exactly()
        let status = try lab.status()
        if try options.isJSON() { try printJSON(status) } else { printStatus(status) }
    }

    private func exec(_ words: [String]) throws {
        let options = try Options(words)
        let node = try options.exactly("ctl|HOST|VM")[0]
        guard let command = options.command, !command.isEmpty else { throw UsageError("exec needs -- COMMAND") }
        try lab.become(lab.node(named: node), command)
    }

    private func addVM(_ words: [String]) throws {
        let options = try Options(
            words, valued: ["--mac", "--address", "--gateway", "--index", "--iface-id", "--tenant"])
        let names = try options.exactly("HOST", "NAME")
        do {
            try lab.addVM(
                LabNIC(
                    vm: names[1], index: options.number("--index", in: 0...99) ?? 0, host: names[0],
                    mac: options.last("--mac").map { try MACAddress($0) },
                    addresses: options.list("--address").map { try InterfaceAddress($0) },
                    gateways: options.list("--gateway").map { try IPAddress($0) },
                    tenant: options.last("--tenant"), interfaceID: options.last("--iface-id")))
        } catch let error as AddressSyntaxError {
            throw UsageError(error.description)
        }
    }

    private func daemon(_ words: [String]) throws(UsageError) -> (LabDaemon, host: String) {
        let names = try Options(words).exactly("HOST", "ovs-vswitchd|ovsdb-server")
        guard let daemon = LabDaemon(rawValue: names[1]) else {
            throw UsageError("`\(names[1])` is neither ovs-vswitchd nor ovsdb-server")
        }
        return (daemon, names[0])
    }

    private func partition(_ words: [String]) throws {
        let names = try Options(words).exactly("HOST", "on|off")
        guard ["on", "off"].contains(names[1]) else { throw UsageError("`\(names[1])` is neither on nor off") }
        try lab.partition(names[0], names[1] == "on")
    }

    private func pingMatrix(_ words: [String]) throws -> Int32 {
        let options = try Options(words, valued: ["-o", "--count", "--timeout"])
        _ = try options.exactly()
        let isJSON = try options.isJSON()
        guard let seconds = Double(options.last("--timeout") ?? "1"), (0.001...3600).contains(seconds) else {
            throw UsageError("--timeout is a number of seconds, 0.001 to 3600")
        }
        let results = try lab.pingMatrix(
            count: options.number("--count", in: 1...1000) ?? 1, timeout: .milliseconds(Int64(seconds * 1000)))
        if isJSON { try printJSON(results) } else { printMatrix(results) }
        return results.allSatisfy(\.isExpected) ? 0 : 1
    }
}
