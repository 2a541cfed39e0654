import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Topology

import struct Topology.Port

// Addresses at first use (INTERFACE.md 1.8): a switch shows the first frame from an address that is not known, and the core
// decides whether the NIC may have it. What it gets is a fact from then on; the frame itself is lost, and guests send again.

extension Controller {
    /// A frame from a switch. What does not come from the very port of the NIC whose flow sent it tells nothing.
    ///
    /// When the store has failed nothing is learned either: what would not outlast a restart must not be promised to a guest.
    func packetIn(_ message: PacketIn, on host: HostID) {
        guard writes.failure == nil,
            let cookie = Cookie(rawValue: message.cookie),
            cookie.feature == .localNIC, case .nic(let id)? = engine.fragments[cookie]?.owner,
            let port = topology.servedPort(of: id), port.id.host == host, let nic = topology.nics[id],
            message.inPort == port.number, let sighting = AddressSighting(message),
            sighting.mac == topology.mac(of: nic),
            // Services knows which addresses are taken, so detections come from there, and nothing else does.
            message.table == Stage.guardian.table || message.table == Stage.services.table && sighting.isDetection
        else { return }
        learn(sighting, nic, port)
    }

    private func learn(_ sighting: AddressSighting, _ nic: NIC, _ port: Port) {
        let address = sighting.address
        switch topology.judge(address, of: nic.id, isDetection: sighting.isDetection) {
        case .known: break
        case .admissible(let origin):
            guard topology.bind(KnownAddress(address, origin), to: nic.id) else { return }
            note(
                .addressBound, "nic/\(nic.id)",
                "\(nic.id) has \(address) from now on (\(origin.rawValue)), seen on \(port.id)")
        case .refused(let reason): refuse(address, nic.id, reason, from: port.id.host)
        }
    }

    /// Tells once about each address that is withheld from a NIC; a guest that asks for it in vain asks for ever.
    private func refuse(_ address: IPAddress, _ nic: NICID, _ reason: AddressRefusal, from host: HostID) {
        switch reason {
        // What guests send before they have an address, or by mistake, is nothing to tell.
        case .notAHostAddress, .undeclared: return
        case .outsideSubnets, .gateway, .takenBy, .exception, .limit: break
        }
        let told = refusedAddresses[nic]?.count ?? 0
        guard told < Self.refusedAddressesTold, refusedAddresses[nic, default: []].insert(address).inserted else {
            return
        }
        note(
            .addressRefused, "nic/\(nic)", "\(nic) uses \(address) and does not get it: \(reason)", from: .host(host))
    }

    /// More than these of one NIC are not told until documents change.
    private static let refusedAddressesTold = 16
}

extension PacketIn {
    /// The port that the packet came in by, as the switch says it.
    fileprivate var inPort: PortNumber? {
        match.fields.first { $0.field == .inPort }.map { PortNumber(UInt32(truncatingIfNeeded: $0.value)) }
    }
}
