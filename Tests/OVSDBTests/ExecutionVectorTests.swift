import JSON
import OVSDB
import Testing

/// Open vSwitch's own cases of what a server answers to transactions.
@Suite(.enabled(if: !Vectors.executions.isEmpty, "no conformance vectors beside the checkout"))
struct ExecutionVectorTests {
    @Test("Answers are read, and errors found with their operation", arguments: Vectors.executions)
    func answers(_ vector: ExecutionVector) throws {
        let count = try #require(JSONParser.parse(vector.transaction).array).count - 1
        // Uuids are written as numbers in the order of their first appearance.
        let uuids = vector.answer.split(separator: "<", omittingEmptySubsequences: false).enumerated().map { part in
            guard part.offset > 0, let end = part.element.firstIndex(of: ">"),
                let number = UInt64(part.element[..<end])
            else { return part.offset > 0 ? "<\(part.element)" : String(part.element) }
            return Samples.uuid(number).description + part.element[part.element.index(after: end)...]
        }
        let answer = try JSONParser.parse(uuids.joined())

        let talk = Transcript()
        try talk.becomeLive()
        var transaction = Transaction()
        for _ in 0..<count { transaction.comment("c") }
        talk.transact(transaction, id: 1)
        guard case .transacted(1, let outcome)? = talk.reply(to: try talk.onlySent(), answer).first else {
            Issue.record("no outcome")
            return
        }
        let elements = try #require(answer.array)
        guard let failed = elements.firstIndex(where: { $0["error"]?.string != nil }) else {
            #expect(try outcome.get().outcomes.count == count)
            return
        }
        let error = #expect(throws: OVSDBError.self) { try outcome.get() }
        #expect(error?.code.description == elements[failed]["error"]?.string)
        #expect(error?.operationIndex == (failed < count ? failed : nil))
    }
}
