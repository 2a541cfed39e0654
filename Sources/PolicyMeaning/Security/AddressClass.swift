public import NetworkTypes

/// The addresses that an endpoint means: those in some prefixes, or all others.
public struct AddressClass: Hashable, Sendable, CustomStringConvertible {
    public let prefixes: Set<IPPrefix>
    /// It is every address outside the prefixes.
    public let isComplement: Bool

    init(_ prefixes: some Sequence<IPPrefix>, isComplement: Bool = false) {
        self.prefixes = Set(prefixes)
        self.isComplement = isComplement
    }

    static let everything = AddressClass([], isComplement: true)

    public func contains(_ address: IPAddress) -> Bool {
        prefixes.contains { $0.contains(address) } != isComplement
    }

    public var description: String {
        (isComplement ? "all but " : "") + prefixes.sorted().map(\.description).joined(separator: ", ")
    }
}

extension IPPrefix {
    /// An address alone.
    init(_ address: IPAddress) { self.init(containing: address, length: address.isV4 ? 32 : 128) }
}
