import Policy
import Testing

@Suite("The schema as data")
struct SchemaTests {
    @Test("A path is explained with its type, its rules and the keys below it")
    func explain() {
        #expect(
            Schema.explain("networks.subnets.ra") == """
                networks.subnets.ra: `off` or `slaac` or `stateful`; default off; not supported by this version: `stateful`
                    Whether guests make addresses of the prefix themselves (slaac).

                """)
        let subnets = Schema.explain("network.subnets")
        #expect(
            subnets?.hasPrefix("networks.subnets: a list of mappings\n    Its address ranges.\n\nKEYS\n  cidr: ")
                == true)
        #expect(subnets?.contains("  cidr: a subnet's prefix (10.10.1.0/24); required\n") == true)
        #expect(Schema.explain("networks.vni")?.contains("only in documents of tenant admin") == true)
        #expect(Schema.explain("chains")?.contains("not supported by this version") == true)
        #expect(Schema.explain("networks.subnets.dhcp.pool") != nil)
        #expect(Schema.explain("")?.contains("  document: a name") == true)
    }

    @Test(
        "What is not in the schema has no explanation",
        arguments: ["netwrok", "networks.web", "networks.", ".", "version.x", "networks.subnets.cidr.x"])
    func unknownPath(path: String) {
        #expect(Schema.explain(path) == nil)
    }

    @Test("Every kind has its own names and routes, and every field its own name and a sentence")
    func declarations() {
        let nouns = Schema.kinds.flatMap { [$0.plural] + ($0.singular.map { [$0] } ?? []) }
        #expect(Set(nouns).count == nouns.count)
        let routes = Schema.kinds.compactMap(\.route)
        #expect(Set(routes).count == routes.count)
        #expect(Schema.kind("networks")?.singular == "network")
        #expect(Schema.kind("nic")?.route == .tenant("nics"))
        check(Schema.document, at: "")
    }

    private func check(_ schema: ObjectSchema, at path: String) {
        #expect(Set(schema.fields.map(\.name)).count == schema.fields.count, "\(path)")
        for field in schema.fields {
            let place = path.isEmpty ? field.name : "\(path).\(field.name)"
            #expect(field.summary.hasSuffix("."), "\(place)")
            #expect(Schema.explain(place) != nil, "\(place)")
            if let inner = field.type.objectSchema { check(inner, at: place) }
        }
        #expect(schema.exactlyOneOf.allSatisfy { schema.field($0) != nil }, "\(path)")
    }
}
