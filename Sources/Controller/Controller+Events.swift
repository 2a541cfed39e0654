// What users see in `weft get events`.

extension Controller {
    /// Notes something that users should see in `weft get events`, and logs it.
    func note(_ kind: EventRecord.Kind, _ object: String, _ message: String) {
        append(kind, object, message, isFromStranger: false)
    }

    /// Notes something that a peer caused, within the share of the log that it has.
    ///
    /// - Parameter cause: what the peer did, in words that are the same when it does it again: told once a minute.
    func note(
        _ kind: EventRecord.Kind, _ object: String, _ message: String, from source: EventBudget.Source,
        cause: String? = nil
    ) {
        guard budget.admits(source, cause: cause, message, now: now) else { return }
        append(kind, object, message, isFromStranger: source.isStranger)
    }

    /// A session ended that never became one of a host's.
    func strangerLeft(_ session: SessionID, _ service: String, _ peer: String, _ reason: String) {
        // Whom the core sent away it has told of already.
        guard dismissed.remove(session) == nil else { return }
        noteFailure(peer, "a session for \(service) with \(peer) ended: \(reason)", cause: "\(service): \(reason)")
    }

    /// Connections that were not let in.
    func turnedAway(_ count: Int, _ last: String) {
        note(
            .sessionFailed, "peer/\(last.addressPart)",
            "\(count) connections were turned away within a second, the last of them from \(last): too many are open, or open from there without having said who they are",
            from: .turnedAway)
    }

    func noteFailure(_ peer: String, _ message: String, cause: String) {
        note(
            .sessionFailed, "peer/\(peer.addressPart)", message, from: .strangers, cause: "\(peer.addressPart) \(cause)"
        )
    }

    /// Tells how much was not told.
    func reportWithheldEvents() {
        for withheld in budget.takeWithheld(now: now) {
            append(
                .eventsWithheld, withheld.source.object,
                "\(withheld.count) more events within a minute, the last of them: \(withheld.last)",
                isFromStranger: withheld.source.isStranger)
        }
    }

    private func append(_ kind: EventRecord.Kind, _ object: String, _ message: String, isFromStranger: Bool) {
        events.append(
            EventRecord(number: 0, wallTime: wallTime, kind: kind, object: object, message: message),
            isFromStranger: isFromStranger)
        log(kind.level, kind.rawValue, ["object": object, "detail": message])
    }
}
