import Controller
import JSON
import Policy

extension ListQuery {
    /// One page of the list.
    func answer(_ snapshot: Snapshot, for role: Policy.Actor) -> APIResponse {
        let view = View(snapshot, for: role)
        let page = page(view)
        var answer: JSONObject = ["revision": .number(snapshot.revision)]
        switch style {
        case .table(let wide):
            answer["columns"] = .texts(noun.titles(wide: wide))
            answer["rows"] = .array(page.objects.map { .texts(noun.row($0, wide: wide)) })
        case .objects, .description:
            answer["items"] = .array(page.objects.map(\.json))
        }
        answer["nextPageToken"] = page.last.map { .string(PageToken.encode($0, of: noun.plural)) } ?? .null
        return APIResponse(.object(answer))
    }

    /// Up to `limit` objects, and the key of the last one when more follow.
    private func page(_ view: View) -> (objects: [APIObject], last: ObjectKey?) {
        let keys = noun.keys(view, tenant)
        var rest = keys[...]
        if let after { rest = keys[keys.partitionPoint(after: after)...] }
        var objects: [APIObject] = []
        var last: ObjectKey?
        for key in rest {
            guard let object = noun.object(view, key), selector?.matches(object.labels) ?? true else { continue }
            if objects.count == limit { return (objects, last) }
            objects.append(object)
            last = key
        }
        return (objects, nil)
    }
}

extension [ObjectKey] {
    /// The index of the first key beyond `key`, in a sorted list.
    fileprivate func partitionPoint(after key: ObjectKey) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] <= key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
