import NetworkTypes
import OpenFlow

/// A group or a meter that a flow names.
enum FlowReference: Equatable {
    case group(UInt32)
    case meter(UInt32)
}

extension Flow {
    /// Of a canonical flow: what the switch must have for it, in the order in which it is looked for.
    var references: [FlowReference] {
        var references: [FlowReference] = []
        forEachAction { action in
            switch action {
            case .group(let id): references.append(.group(id))
            case .meter(let id): references.append(.meter(id))
            default: break
            }
        }
        return references
    }

    /// Of a canonical flow: the meter before all other actions.
    var firstMeter: UInt32? {
        guard case .applyActions(let actions)? = instructions.first, case .meter(let id)? = actions.first else {
            return nil
        }
        return id
    }

    func outputs(to port: PortNumber) -> Bool {
        var isFound = false
        forEachAction { action in
            switch action {
            case .output(let found, _): if found == port { isFound = true }
            case .controller, .controllerWith: if port == .controller { isFound = true }
            default: break
            }
        }
        return isFound
    }

    /// Those within ct and clone too.
    private func forEachAction(_ body: (Action) -> Void) {
        for instruction in instructions {
            switch instruction {
            case .applyActions(let actions), .writeActions(let actions): Self.visit(actions, body)
            default: break
            }
        }
    }

    private static func visit(_ actions: [Action], _ body: (Action) -> Void) {
        for action in actions {
            body(action)
            switch action {
            case .clone(let inner): visit(inner, body)
            case .conntrack(let conntrack): visit(conntrack.actions, body)
            default: break
            }
        }
    }
}

extension Match {
    /// Whether it has at least these fields, so that it is no wider.
    func isWithin(_ other: Match) -> Bool {
        for field in other.fields {
            guard let own = self[field.field] else { return false }
            let mask = field.mask ?? ~0
            if mask & ~(own.mask ?? ~0) & field.field.fullMask != 0 || (own.value ^ field.value) & mask != 0 {
                return false
            }
        }
        let own = tunnelMetadata
        return other.tunnelMetadata.allSatisfy { own.contains($0) }
    }

    /// Whether some packet meets both.
    func overlaps(_ other: Match) -> Bool {
        for field in other.fields {
            guard let own = self[field.field] else { continue }
            if (own.value ^ field.value) & (own.mask ?? ~0) & (field.mask ?? ~0) != 0 { return false }
        }
        return true
    }
}
