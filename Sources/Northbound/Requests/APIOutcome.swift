public import Controller

/// What has to be done for a request: everything that is not input or output is done already, or is in the closures.
public enum APIOutcome: Sendable {
    /// Answer at once.
    case answer(APIResponse)
    /// Answer from the newest snapshot.
    case read(@Sendable (Snapshot) -> APIResponse)
    /// Look at the newest snapshot and go on with what comes out; one level deep at most.
    case consult(@Sendable (Snapshot) -> APIOutcome)
    /// Hand a change to the core and answer with what becomes of its response.
    case apply(ApplyRequest, then: @Sendable (Response) -> APIResponse)
    /// Answer 200 as a stream of server-sent events: give the watch every snapshot, the newest first and at once.
    case watch(Watch)
    /// Ask the store for past revisions.
    case history(HistoryQuery, then: @Sendable (HistoryAnswer) -> APIResponse)
}
