import OpenFlow
import Testing

@Suite("Sizes in memory")
struct MessageSizeTests {
    /// Messages are passed and kept by value: large and rare ones are boxed. 112 bytes are those of a flow_removed.
    @Test("A message does not grow with the number of its kinds")
    func size() {
        #expect(MemoryLayout<Message>.size == max(112, MemoryLayout<FlowRemoved>.size))
        #expect(MemoryLayout<MultipartReply>.size <= 88)
        #expect(MemoryLayout<MultipartRequest>.size <= 56)
    }
}
