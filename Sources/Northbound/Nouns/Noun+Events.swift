import Controller
import JSON
import Policy

extension Noun {
    static let events = Noun(
        plural: "events", singular: "event", scope: .fabric,
        columns: [
            .init("TIME", "status.time"), .init("KIND", "status.kind"), .init("OBJECT", "status.object"),
            .init("MESSAGE", "status.message"), .init("NUMBER", "name", wide: true),
        ],
        keys: { view, _ in view.snapshot.events.map { ObjectKey(number: Int(clamping: $0.number)) } },
        object: { view, key in
            guard let event = view.snapshot.events.event(numbered: key.number) else { return nil }
            return APIObject(
                name: String(event.number),
                status: [
                    "time": .string(Timestamp.text(milliseconds: event.wallTime)), "kind": .string(event.kind.rawValue),
                    "object": .string(event.object), "message": .string(event.message),
                ])
        },
        key: { name, _ in Int(name).map { ObjectKey(number: $0) } },
        isLog: true)
}

extension [EventRecord] {
    /// Numbers ascend, but some are not there any more.
    fileprivate func event(numbered number: Int) -> EventRecord? {
        var range = indices
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            let found = Int(clamping: self[middle].number)
            if found == number { return self[middle] }
            range = found < number ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }
}
