import Foundation
import NetworkTypes

@testable import Lab

/// Sends UDP datagrams from a node's own network, as somebody on the underlay could.
struct UnderlaySocket {
    private let descriptor: Int32

    /// - Parameter source: an address that the node has.
    init(_ fabric: Fabric, on node: LabNode, source: IPv4Address) throws {
        let file = "\(LabNames.namespaceRoot)/\(fabric.lab.namespace(of: node))"
        descriptor = try NetworkNamespace.visit([file]) { _ throws(LabError) in
            let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            let status = withUnsafePointer(to: Self.address(source, 0)) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard descriptor >= 0, status == 0 else {
                throw LabError(.commandFailed, "socket from \(source): \(String(cString: strerror(errno)))")
            }
            return descriptor
        }[0]
    }

    func close() { _ = Glibc.close(descriptor) }

    func send(_ bytes: [UInt8], to target: IPv4Address, port: UInt16 = 4789) throws {
        let count = withUnsafePointer(to: Self.address(target, port)) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard count == bytes.count else {
            throw ScenarioError("sendto \(target): \(String(cString: strerror(errno)))")
        }
    }

    private static func address(_ address: IPv4Address, _ port: UInt16) -> sockaddr_in {
        var result = sockaddr_in()
        result.sin_family = sa_family_t(AF_INET)
        result.sin_port = port.bigEndian
        result.sin_addr.s_addr = address.rawValue.bigEndian
        return result
    }
}
