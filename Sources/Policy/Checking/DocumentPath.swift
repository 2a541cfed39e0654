/// The way from a document's root to one of its nodes.
struct DocumentPath: Sendable {
    enum Step: Sendable {
        case key(String)
        case index(Int)
    }

    var steps: [Step] = []

    /// As messages write it: `networks.web.subnets[0].cidr`.
    var text: String {
        var text = ""
        for step in steps {
            switch step {
            case .key(let key): text += (text.isEmpty ? "" : ".") + excerpt(key)
            case .index(let index): text += "[\(index)]"
            }
        }
        return text.isEmpty ? "the document" : text
    }

    /// As a JSON pointer (RFC 6901): `/networks/web/subnets/0/cidr`.
    var pointer: String {
        steps.map { step in
            switch step {
            case .key(let key): "/" + escaped(key)
            case .index(let index): "/\(index)"
            }
        }.joined()
    }

    private func escaped(_ key: String) -> String {
        var result = ""
        for character in key.unicodeScalars {
            switch character {
            case "~": result += "~0"
            case "/": result += "~1"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
