extension AsyncConfiguration {
    /// What Open vSwitch 3.1 has against the kinds of messages that are named; nil: it knows them all. OpenFlow 1.5.1
    /// section 7.3.10.
    public var refusal: Refusal? {
        if !unknown.isEmpty {
            let refusal = Refusal(unknownProperty: unknown, of: "set_async", known: 0...11)
            return refusal.code == .badPropertyType ? Self.unsupported(refusal.found) : refusal
        }
        return masks.keys.filter { $0.rawValue >= Kind.flowStatisticsSecondary.rawValue }.map(\.rawValue).min()
            .map { Self.unsupported("type \($0)") }
    }

    private static func unsupported(_ found: String) -> Refusal {
        Refusal(
            .unsupportedAsync, "a property of set_async", expected: "messages that Open vSwitch sends", found: found)
    }
}

extension TableModification {
    /// What Open vSwitch 3.1 has against the table's properties; nil: it takes them. OpenFlow 1.5.1 section 7.3.3.
    public var refusal: Refusal? {
        for property in properties {
            switch property {
            case .eviction: break
            case .vacancy(let down, let up, _):
                if down > up {
                    return Refusal(
                        .badPropertyValue, "vacancy", expected: "a lower threshold up to \(up)", found: "\(down)")
                }
            case .other:
                // The error of properties would be OFPBPC_BAD_TYPE or OFPBPC_BAD_EXPERIMENTER.
                return Refusal(
                    .badMessageType, "a property of a table", expected: "eviction or vacancy",
                    found: "type \(property.propertyType)")
            }
        }
        return nil
    }
}
