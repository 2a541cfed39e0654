import Compiler
import OpenFlow
import Policy

/// A fragment whose change is held back on one host: the switch refused it, or something of the same document (DESIGN.md 5.6).
///
/// What the switch has of it, its last good version, stays untouched.
struct Exclusion: Hashable {
    /// What is held back as a whole.
    enum Source: Hashable {
        case document(DocumentKey)
        /// An object that no document declares.
        case object(Owner)
    }

    /// What the switch said against it.
    struct Refusal: Hashable {
        let error: String
        /// The flow, group or meter, as ovs-ofctl would write it.
        let member: String
    }

    let source: Source
    /// Its groups, old and new.
    let groups: Set<UInt32>
    /// Its meters, old and new.
    let meters: Set<UInt32>
    /// None where only other parts of the document were refused.
    let refusal: Refusal?

    init(_ source: Source, from old: Fragment?, to new: Fragment?, refusal: Refusal? = nil) {
        self.source = source
        self.refusal = refusal
        groups = Set([old, new].compactMap(\.self).flatMap { $0.groups.entries.map(\.id) })
        meters = Set([old, new].compactMap(\.self).flatMap { $0.meters.entries.map(\.id) })
    }
}
