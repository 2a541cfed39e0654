import NetworkTypes
import OpenFlow
import Packets

/// What a frame that a switch sent to the controller says about its sender's addresses.
struct AddressSighting {
    /// The sender's MAC address, in the frame and, where the protocol repeats it, inside.
    let mac: MACAddress
    let address: IPAddress
    /// It was seen in neighbour discovery that asks: in duplicate address detection, or as the address of who asks.
    let isDetection: Bool

    /// Nothing when the packet is shorter than it says, forged, or tells no address.
    init?(_ message: PacketIn) {
        let isWhole = message.packet.count == Int(message.totalLength)
        guard message.packet.count <= Int(message.totalLength),
            isWhole || message.packet.count >= Self.bytesEnough,
            let frame = try? Frame(message.packet), !frame.ethernet.source.isGroup
        else { return nil }
        mac = frame.ethernet.source
        switch frame.packet {
        case .arp(let arp):
            guard arp.senderMAC == mac else { return nil }
            address = .v4(arp.senderAddress)
            isDetection = false
        case .ipv4(let header):
            address = .v4(header.source)
            isDetection = false
        case .ipv6(let header):
            address = .v6(header.source)
            isDetection = false
        case .neighbour(let message, let header):
            guard message.linkLayerAddress == nil || message.linkLayerAddress == mac else { return nil }
            isDetection = message.kind == .solicitation
            address = .v6(isDetection && header.source.rawValue != 0 ? header.source : message.target)
        case .other: return nil
        }
    }

    /// What guard's flows ask for (`AddressRequests`): a packet that is cut may not be cut before that.
    private static let bytesEnough = 64
}
