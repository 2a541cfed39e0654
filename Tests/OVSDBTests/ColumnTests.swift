import Glibc
import JSON
import OVSDB
import Testing

@Suite("Typed columns") struct ColumnTests {
    private static let root = #filePath.withCString { path in
        guard let resolved = realpath(path, nil) else { return "." }
        defer { free(resolved) }
        return "/" + String(cString: resolved).split(separator: "/").dropLast(3).joined(separator: "/")
    }

    /// The schema that the checked-in columns are of is that of this machine.
    private static let isSchemaTheirs: Bool = {
        guard let bytes = Files.contents(RealServer.schemaPath), let json = try? JSONParser.parse(bytes) else {
            return false
        }
        return json["version"]?.string == VSwitch.schemaVersion.description
    }()

    @Test(
        "The columns of Open vSwitch are what the script makes of the schema",
        .enabled(if: isSchemaTheirs, "the schema of Open vSwitch 3.1 is not installed"))
    func generated() throws {
        try ChildProcess.run(["\(Self.root)/scripts/generate-ovsdb-columns", "--check"])
    }

    @Test("Rows are read as their columns are typed")
    func reading() {
        let row = Row(
            uuid: .zero,
            columns: [
                "name": "br0", "stp_enable": true, "ports": .uuids([Samples.uuid(1), Samples.uuid(2)]),
                "fail_mode": "secure", "external_ids": ["a": "b"], "datapath_id": .empty, "statistics": ["n": 5],
                "tag": 7, "flood_vlans": [1, 2], "flow_tables": .init(map: [.init(3, .uuid(.zero))]), "limit": 1.5,
            ])
        #expect(row[VSwitch.Bridge.name] == "br0")
        #expect(row[VSwitch.Bridge.stpEnable])
        #expect(row[VSwitch.Bridge.ports] == [Samples.uuid(1), Samples.uuid(2)])
        #expect(row[VSwitch.Bridge.failMode] == "secure")
        #expect(row[VSwitch.Bridge.datapathID] == nil)
        #expect(row[VSwitch.Bridge.externalIDs] == ["a": "b"])
        #expect(row[VSwitch.Bridge.flowTables] == [3: .zero])
        #expect(row[VSwitch.Bridge.floodVLANs] == [1, 2])
        #expect(row[VSwitch.Interface.statistics] == ["n": 5])
        #expect(row[VSwitch.Port.tag] == 7)
        #expect(row[Column<Double>("limit")] == 1.5)
    }

    @Test("A column that is not there or is another has its default, and can be told from one that has")
    func absent() {
        let row = Row(uuid: .zero, columns: ["name": 5, "ports": "x", "external_ids": "x", "stp_enable": "x"])
        #expect(row[VSwitch.Bridge.name].isEmpty)
        #expect(row.value(of: VSwitch.Bridge.name) == nil)
        #expect(row[VSwitch.Bridge.ports].isEmpty)
        #expect(row.value(of: VSwitch.Bridge.externalIDs) == nil)
        #expect(!row[VSwitch.Bridge.stpEnable])
        #expect(row[VSwitch.Port.tag] == nil)
        #expect(row.value(of: VSwitch.Port.tag) == .none)
        #expect(Row(uuid: .zero, columns: ["tag": .empty]).value(of: VSwitch.Port.tag) == .some(nil))
        #expect(row[VSwitch.OpenVSwitch.nextCfg] == 0)
        #expect(row[Column<OVSDBUUID>("x")] == .zero)
        #expect(row[Column<Double>("x")] == 0)
        let map = Row(uuid: .zero, columns: ["tag": ["a": "b"], "ports": ["a": "b"], "external_ids": ["a": 1]])
        #expect(map.value(of: VSwitch.Port.tag) == .none)
        #expect(map.value(of: VSwitch.Bridge.ports) == nil)
        #expect(map.value(of: VSwitch.Bridge.externalIDs) == nil)
    }

    @Test("Rows and conditions are written as their columns are typed")
    func writing() {
        var columns: [String: Datum] = [:]
        columns[VSwitch.Bridge.name] = "br0"
        columns[VSwitch.Bridge.failMode] = "secure"
        columns[VSwitch.Bridge.ports] = [Samples.uuid(1)]
        columns[VSwitch.Bridge.externalIDs] = ["a": "b"]
        columns[VSwitch.Bridge.datapathID] = .some(nil)
        columns[VSwitch.Bridge.stpEnable] = false
        #expect(
            columns == [
                "name": "br0", "fail_mode": "secure", "ports": .uuid(Samples.uuid(1)), "external_ids": ["a": "b"],
                "datapath_id": .empty, "stp_enable": false,
            ])
        #expect(columns[VSwitch.Bridge.name] == "br0")
        columns[VSwitch.Bridge.name] = nil
        #expect(columns["name"] == nil)
        #expect(Condition.equal(VSwitch.Bridge.name, "br0") == .equal("name", "br0"))
        #expect(Condition(VSwitch.Port.tag, .greater, 5) == Condition("tag", .greater, 5))
        #expect(Condition(Column<Double>("x"), .less, 0.5) == Condition("x", .less, 0.5))
        let change = RowChange(table: "Bridge", uuid: .zero, old: nil, new: Row(uuid: .zero, columns: columns))
        #expect(change.changes(VSwitch.Bridge.failMode))
        #expect(!change.changes(VSwitch.Bridge.name))
    }
}
