/// The candidate that was probably meant, or `nil` when none is near. The first of equally near ones.
func suggestion(for word: String, among candidates: [String]) -> String? {
    // One slip for short words, two for longer ones; an abbreviation counts as near.
    let tolerance = word.count < 4 ? 1 : 2
    let near = candidates.map { (name: $0, distance: editDistance(word, $0)) }.filter { $0.distance <= tolerance }
    if let nearest = near.min(by: { $0.distance < $1.distance }) { return nearest.name }
    let longer = candidates.filter { word.count >= 2 && $0.hasPrefix(word) }
    return longer.count == 1 ? longer.first : nil
}

func didYouMean(_ word: String, among candidates: [String], prefix: String = "") -> String? {
    suggestion(for: word, among: candidates).map { "did you mean '\(prefix)\($0)'?" }
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
func editDistance(_ left: String, _ right: String) -> Int {
    // Words from a command line may be of any length; beyond this nothing is near.
    let left = Array(left.prefix(64))
    let right = Array(right.prefix(64))
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 0..<left.count {
        var current = [row + 1]
        for column in 0..<right.count {
            let isSame = left[row] == right[column]
            var best = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                best = min(best, beforeLast[column - 1] + 1)
            }
            current.append(best)
        }
        (beforeLast, last) = (last, current)
    }
    return last[right.count]
}
