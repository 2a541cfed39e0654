/// One event of a watch.
struct ServerSentEvent: Hashable {
    /// `message` when the stream does not name it.
    var name = "message"
    var id: String?
    /// The data lines, joined by line feeds.
    var data = ""
}
