/// One element of a list: `key`, `key=value`, `key:value`, `key(value)` or `key(value)->tail`.
struct TextItem {
    let key: TextPiece
    let value: TextPiece
    /// What stands behind `key(value)->`.
    let tail: TextPiece?
    /// The whole list from the value on.
    let rest: TextPiece
    let hasBrackets: Bool

    var name: String { key.text }

    static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0d, 0x0a, UInt8(ascii: ",")].contains(byte) }
}

extension TextPiece {
    /// The elements of the list. The last one's value is the whole rest when its key is one of `greedy`.
    func items(greedy: [String] = []) throws(FlowTextError) -> [TextItem] {
        var result: [TextItem] = []
        var position = range.lowerBound
        while true {
            while position < range.upperBound, TextItem.isBlank(self[position]) { position += 1 }
            guard position < range.upperBound else { return result }
            let (item, end) = try item(at: position)
            result.append(item)
            if greedy.contains(item.name) { return result }
            position = end
        }
    }

    private func item(at start: Int) throws(FlowTextError) -> (TextItem, Int) {
        var end = start
        let delimiters = Array(":=(".utf8)
        while end < range.upperBound, !delimiters.contains(self[end]), !TextItem.isBlank(self[end]) { end += 1 }
        let key = piece(start..<end)
        let none = piece(end..<end)
        guard end < range.upperBound, delimiters.contains(self[end]) else {
            return (TextItem(key: key, value: none, tail: nil, rest: none, hasBrackets: false), end)
        }
        let hasBrackets = self[end] == UInt8(ascii: "(")
        let rest = piece(end + 1..<range.upperBound)
        let valueEnd = try valueEnd(from: end + 1, inBrackets: hasBrackets)
        let value = piece(end + 1..<valueEnd)
        guard hasBrackets else {
            return (TextItem(key: key, value: value, tail: nil, rest: rest, hasBrackets: false), valueEnd)
        }
        var tail: TextPiece?
        var next = valueEnd + 1
        if next + 1 < range.upperBound, self[next] == UInt8(ascii: "-"), self[next + 1] == UInt8(ascii: ">") {
            let tailEnd = try self.valueEnd(from: next + 2, inBrackets: false)
            tail = piece(next + 2..<tailEnd)
            next = tailEnd
        }
        return (TextItem(key: key, value: value, tail: tail, rest: rest, hasBrackets: true), next)
    }

    /// Where a value ends: at its own closing bracket, or at the first blank or comma outside any bracket.
    private func valueEnd(from start: Int, inBrackets: Bool) throws(FlowTextError) -> Int {
        var depth = inBrackets ? 1 : 0
        for index in start..<range.upperBound {
            switch self[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0, inBrackets { return index }
                if depth < 0 { throw piece(index..<index + 1).fail("no closing bracket") }
            case let byte where depth == 0 && TextItem.isBlank(byte): return index
            default: break
            }
        }
        guard depth == 0 else { throw piece(range.upperBound..<range.upperBound).fail("a closing bracket") }
        return range.upperBound
    }
}
