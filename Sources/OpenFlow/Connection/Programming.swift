import NetworkTypes

/// A batch on its way into a switch, bundle by bundle, with the members that no bundle takes between them.
struct Programming {
    enum Stage {
        /// Members are sent by themselves, with a barrier.
        case unbundled
        /// OPEN is sent; members follow as the peer takes them.
        case filling
        /// All members and CLOSE are sent; the reply to CLOSE comes after the errors of all members.
        case closing
        /// COMMIT is sent; its reply is the fence.
        case committing
        /// DISCARD is sent.
        case discarding
    }

    let id: UInt64
    let batch: ModificationBatch
    var stage = Stage.filling
    /// Members of the bundle that is under way.
    var members: Range<Int>
    /// Those of them that are not written yet.
    var unsent: Range<Int>
    var bundle: UInt32
    /// The xid of the first of these members; the others follow.
    var firstXID: UInt32
    var openXID: UInt32
    /// The xid whose answer the stage waits for.
    var awaitedXID: UInt32
    /// COMMIT follows CLOSE at once, as the switch has taken everything of these forms before.
    var commitsAtOnce = false
    var openError: OpenFlowError?
    var refused: [(index: Int, error: OpenFlowError)] = []
    var deadline: MonotonicTime

    /// Errors kept of one bundle; a switch that refuses more says nothing new.
    static let refusedLimit = 1000

    func xid(ofMember index: Int) -> UInt32 { firstXID + UInt32(index - members.lowerBound) }

    var closeXID: UInt32 { firstXID + UInt32(members.count) }

    /// Whether this is the xid of a CLOSE that COMMIT has followed at once.
    func isCloseOnTheWay(_ xid: UInt32) -> Bool { commitsAtOnce && stage == .committing && xid == closeXID }

    /// The member of an xid.
    func member(xid: UInt32) -> Int? {
        guard xid >= firstXID, xid - firstXID < UInt32(members.count) else { return nil }
        return members.lowerBound + Int(xid - firstXID)
    }
}
