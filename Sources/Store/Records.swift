/// One revision of the documents: who changed what, when. Append-only.
public struct RevisionRecord: Hashable, Sendable {
    /// Counts from 1 without gaps.
    public var number: UInt64
    /// Milliseconds since 1970-01-01 00:00 UTC.
    public var unixMilliseconds: Int64
    public var actor: String
    public var summary: String
    /// JSON text; the store does not look inside.
    public var metadata: String

    public init(number: UInt64, unixMilliseconds: Int64, actor: String, summary: String, metadata: String = "{}") {
        self.number = number
        self.unixMilliseconds = unixMilliseconds
        self.actor = actor
        self.summary = summary
        self.metadata = metadata
    }
}

/// The source text of one document as of one revision.
public struct DocumentRecord: Hashable, Sendable {
    public var tenant: String
    public var document: String
    /// The revision that wrote it.
    public var revision: UInt64
    /// `yaml` or `json`; the store does not look inside.
    public var format: String
    /// The bytes as they were given; `nil` when the revision deletes the document.
    public var source: [UInt8]?

    public init(tenant: String, document: String, revision: UInt64, format: String, source: [UInt8]?) {
        self.tenant = tenant
        self.document = document
        self.revision = revision
        self.format = format
        self.source = source
    }
}

/// A number given to a name, for good: names of a kind never share a number.
public struct AllocationRecord: Hashable, Sendable {
    public var kind: String
    public var name: String
    /// `nil` in a batch releases the name and its number. Only kinds whose numbers may serve again (VNIs, zones) do so.
    public var number: UInt64?

    public init(kind: String, name: String, number: UInt64?) {
        self.kind = kind
        self.name = name
        self.number = number
    }
}

/// The next number of a kind that was never issued. A counter never goes back.
public struct CounterRecord: Hashable, Sendable {
    public var kind: String
    public var next: UInt64

    public init(kind: String, next: UInt64) {
        self.kind = kind
        self.next = next
    }
}

/// The last known value of something observed.
public struct FactRecord: Hashable, Sendable {
    public var key: String
    /// `nil` in a batch deletes the fact; deleting what is not there is no error.
    public var value: [UInt8]?

    public init(key: String, value: [UInt8]?) {
        self.key = key
        self.value = value
    }
}

/// One line of the audit log. Append-only.
public struct AuditRecord: Hashable, Sendable {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    public var unixMilliseconds: Int64
    public var actor: String
    public var action: String
    /// JSON text; the store does not look inside.
    public var detail: String

    public init(unixMilliseconds: Int64, actor: String, action: String, detail: String = "{}") {
        self.unixMilliseconds = unixMilliseconds
        self.actor = actor
        self.action = action
        self.detail = detail
    }
}

/// A stored line of the audit log with its place in it.
public struct AuditEntry: Hashable, Sendable {
    /// Rises by at least one a line.
    public var sequence: UInt64
    public var record: AuditRecord

    public init(sequence: UInt64, record: AuditRecord) {
        self.sequence = sequence
        self.record = record
    }
}
