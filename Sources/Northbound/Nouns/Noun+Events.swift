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
            // Numbers ascend without gaps, so that the place follows from the first one.
            let events = view.snapshot.events
            guard let first = events.first else { return nil }
            let index = key.number - Int(clamping: first.number)
            guard events.indices.contains(index) else { return nil }
            let event = events[index]
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
