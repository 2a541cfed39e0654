import NetworkTypes
import OpenFlow
import Pipeline
import Topology

extension Unit {
    /// What a prepared host has before it serves anyone: the tunnel port's way in and out, refusals that hold for
    /// every NIC, what becomes of duplicate address detection, and an explicit drop at the end of each table, so that its counter can be read.
    func compileBase(_ id: HostID, _ topology: inout TrackedTopology) -> [Fragment] {
        guard let host = topology.host(id) else { return [] }
        let cookie = Cookie(.base, UInt64(host.number))
        var flows = Refusals(cookie, vtep: host.vtep).flows + Self.tableMisses(cookie)
        flows += [AddressAnswers.detection(cookie), AddressAnswers.unansweredDetection(cookie)]
        if topology.hasTunnelPort(id), let vtep = host.vtep { flows += Self.tunnelPort(cookie, vtep) }
        return [Fragment(cookie, owner: .host(id), audience: .host(id), rank: .receive, flows: flows)]
    }

    private static func tunnelPort(_ cookie: Cookie, _ vtep: IPAddress) -> [EncodedFlow] {
        [
            FlowBuilder(.classify, priority: 100, cookie: cookie)
                .matching(.inPort, Pipeline.tunnelPort.rawValue)
                .setting(.fromTunnel, 1)
                .going(to: .tunnel),
            // Split horizon: what came by a tunnel reaches local NICs only.
            FlowBuilder(.deliver, priority: 200, cookie: cookie)
                .matching(.fromTunnel, 1).matching(.destination, Destination.tunnel)
                .dropping(),
            // The replication groups are for all members of a network, and so have a copy for this host too.
            FlowBuilder(.deliver, priority: 150, cookie: cookie)
                .matching(.destination, Destination.tunnel).matching(vtep.tunnelDestination)
                .dropping(),
            FlowBuilder(.deliver, priority: 100, cookie: cookie)
                .matching(.destination, Destination.tunnel)
                .copying(.metadata, to: .tunnelID)
                .acting(.output(Pipeline.tunnelPort))
                .ending(),
        ]
    }

    private static func tableMisses(_ cookie: Cookie) -> [EncodedFlow] {
        let drops = [Stage.classify, .tunnel, .guardian, .switching, .deliver].map {
            FlowBuilder($0, priority: 0, cookie: cookie).dropping()
        }
        // What no NIC's policy asks for.
        let passages: [(Stage, Stage)] = [
            (.services, .egressTrack), (.egressTrack, .switching), (.ingressTrack, .deliver),
        ]
        return drops + passages.map { FlowBuilder($0, priority: 0, cookie: cookie).going(to: $1) }
    }
}
