import NetworkTypes
import OpenFlow
import Pipeline

extension Mutation {
    /// Mistakes in how known addresses are resolved.
    static let inServices: [Mutation] = [
        Mutation("ARP answers tell a wrong MAC", in: .services) { flow in
            flow.changing { action in
                guard case .setField(let field) = action, field.field == .arpSenderMAC else { return action }
                return .setField(.arpSenderMAC, field.value ^ 1)
            }
        },
        Mutation("ARP answers are still requests", in: .services) { flow in
            flow.changing { action in
                if case .setField(let field) = action, field.field == .arpOperation { nil } else { action }
            }
        },
        Mutation("addresses are resolved in every network", in: .services) { $0.without(.metadata) },
        Mutation("solicitations are not steered", in: .services) { flow in
            flow.has(.ndTarget) ? flow.changing { _ in nil } : flow
        },
        Mutation("everybody hears of a detection", in: .services) { flow in
            flow.has(.ipv6Source, 0) && flow.isDrop ? nil : flow
        },
        Mutation("the owner hears of a detection, and who detects does not", in: .switching) { flow in
            flow.has(.ipv6Source, 0) ? nil : flow
        },
        Mutation("the answer to a detection asks", in: .switching) { flow in
            flow.changing { if case .setField(let field) = $0, field.field == .icmpv6Type { nil } else { $0 } }
        },
        Mutation("the answer to a detection comes from nowhere", in: .switching) { flow in
            flow.changing {
                if case .move(_, let destination) = $0, destination.field == .ipv6Source { nil } else { $0 }
            }
        },
        Mutation("ARP replies are answered too", in: .services) { $0.without(.arpOperation) },
    ]

    /// Mistakes in where frames go.
    static let inForwarding: [Mutation] = [
        Mutation("any port is a NIC's", in: .classify) { flow in
            flow.has(.inPort, UInt128(Pipeline.tunnelPort.rawValue)) ? flow.with(priority: 200) : flow.without(.inPort)
        },
        Mutation("tunnelled frames come from anywhere", in: .tunnel) { flow in
            flow.without(.tunnelIPv4Source, .tunnelIPv6Source)
        },
        Mutation("tunnelled frames carry any VNI", in: .tunnel) { $0.without(.tunnelID) },
        Mutation("a MAC is one and the same in every network", in: .switching) { $0.without(.metadata) },
        Mutation("frames go where they came from", in: .switching) { flow in
            flow.has(.ethernetDestination) && flow.match[.ethernetDestination]?.mask == nil
                ? flow.exchanging(.ethernetDestination, for: .ethernetSource) : flow
        },
        Mutation("unknown MACs are flooded", in: .switching) { flow in
            flow.match[.ethernetDestination]?.mask == nil ? flow : flow.without(.ethernetDestination)
        },
        Mutation("broadcasts are not replicated", in: .switching) { flow in
            flow.changing { if case .group(let id) = $0, id >> 24 == 2 { nil } else { $0 } }
        },
        Mutation("broadcasts go to the wrong group", in: .switching) { flow in
            flow.changing { if case .group(let id) = $0, id >> 24 == 1 { .group(id ^ 0x0300_0000) } else { $0 } }
        },
        Mutation("broadcasts go to local NICs twice", in: .switching) { flow in
            guard case .applyActions(let actions)? = flow.instructions.first, case .group? = actions.last else {
                return flow
            }
            var doubled = flow
            doubled.instructions = [.applyActions(actions + actions.suffix(1))]
            return doubled
        },
        Mutation(
            "what came by a tunnel goes out by one again",
            programs: { programs in
                // All three nets: the drop before the tunnel, the flood that passes the replication group by, and the input
                // port, by which Open vSwitch itself never sends back.
                programs = programs.mapValues { program in
                    var program = program
                    program.flows.removeAll {
                        $0.has(.register(2)) && [Stage.deliver.table, Stage.switching.table].contains($0.table)
                    }
                    program.flows = program.flows.map { flow in
                        guard case .applyActions(let actions)? = flow.instructions.first,
                            actions.contains(.output(Pipeline.tunnelPort))
                        else { return flow }
                        var changed = flow
                        changed.instructions = [.applyActions([.setField(.inPort, 0)] + actions)]
                        return changed
                    }
                    return program
                }
            }),
        Mutation("frames leave with a wrong VNI", in: .deliver) { flow in
            flow.changing { if case .move = $0 { .setField(.tunnelID, 10_000) } else { $0 } }
        },
        Mutation("NICs are delivered to the port beside", in: .deliver) { flow in
            flow.changing { action in
                guard case .output(let port, _) = action, port != Pipeline.tunnelPort else { return action }
                return .output(PortNumber(port.rawValue + 1))
            }
        },
        Mutation(
            "a host is left out of replication",
            groups: { group in
                guard group.id >> 24 == 2 else { return group }
                return Group(id: group.id, type: group.type, buckets: Array(group.buckets.dropLast()))
            }),
        Mutation(
            "a NIC is left out of its network's group",
            groups: { group in
                guard group.id >> 24 == 1 else { return group }
                return Group(id: group.id, type: group.type, buckets: Array(group.buckets.dropFirst()))
            }),
    ]

    /// Mistakes in which hosts get a fragment.
    static let inAudiences: [Mutation] = [
        Mutation(
            "one host lacks what it needs to receive",
            programs: { programs in
                guard let last = programs.keys.max() else { return }
                programs[last]?.flows.removeAll { Cookie(rawValue: $0.cookie)?.feature == .tunnelInput }
            }),
        Mutation(
            "one host does not know the NICs of others",
            programs: { programs in
                guard let first = programs.keys.min() else { return }
                programs[first]?.flows.removeAll { Cookie(rawValue: $0.cookie)?.feature == .remoteNIC }
            }),
        Mutation(
            "known addresses are kept from one host",
            programs: { programs in
                guard let first = programs.keys.min() else { return }
                programs[first]?.flows.removeAll { Cookie(rawValue: $0.cookie)?.feature == .knownAddresses }
            }),
        Mutation(
            "every host takes every tunnel that any host takes",
            programs: { programs in
                let inputs = programs.values.flatMap(\.flows).filter {
                    Cookie(rawValue: $0.cookie)?.feature == .tunnelInput
                }
                for host in programs.keys {
                    let keys = Set(programs[host]?.flows.map { EncodedFlow($0).key } ?? [])
                    let more = Dictionary(inputs.map { (EncodedFlow($0).key, $0) }) { first, _ in first }
                    programs[host]?.flows += more.filter { !keys.contains($0.key) }.map(\.value)
                }
            }),
    ]

    static let all = inGuard + inServices + inForwarding + inAudiences
}
