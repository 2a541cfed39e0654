/// An object with the document that declares it.
public struct Owned<Declaration: Hashable & Sendable>: Hashable, Sendable {
    public let declaration: Declaration
    public let document: DocumentKey
}
