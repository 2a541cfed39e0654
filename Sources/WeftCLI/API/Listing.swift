import HTTPClient
import JSON

/// A list with all its pages.
struct Listing {
    /// More than this many pages is a server that does not end.
    private static let maximumPages = 10_000

    /// The answer as it came when it is one page, for `-o json`; nil when pages were joined.
    let body: [UInt8]?
    /// The first page with the items, or rows, of all pages.
    let json: JSONValue

    /// Reads `path` and what follows it; `key` holds the elements: `items` or `rows`.
    static func read(_ path: APIPath, _ key: String, from api: APIClient) throws(Failure) -> Listing {
        let body = try api.get(path).body
        let first = try APIClient.json(body)
        guard var elements = first[key]?.array else { throw .malformedAnswer("the list has no `\(key)`") }
        guard var token = first["nextPageToken"]?.string else { return Listing(body: body, json: first) }
        for _ in 1..<maximumPages {
            let page = try api.getJSON(path.query("pageToken", token))
            elements += page[key]?.array ?? []
            guard let next = page["nextPageToken"]?.string, next != token else {
                var object = first.object ?? JSONObject()
                object[key] = .array(elements)
                object["nextPageToken"] = .null
                return Listing(body: nil, json: .object(object))
            }
            token = next
        }
        throw .malformedAnswer("the list does not end")
    }
}
