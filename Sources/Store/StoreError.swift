/// Why the store could not do what was asked.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is. Cases may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Name: String { case conflict, invalid, locked, version, overloaded, stopped, database, system }
        private let name: Name

        /// The batch contradicts what is stored (a revision that does not follow the last, a number that is taken).
        /// Nothing of the batch was stored; the store goes on.
        public static let conflict = Code(name: .conflict)
        /// The batch can never be stored, whatever the store holds. Nothing of it was stored; the store goes on.
        public static let invalid = Code(name: .invalid)
        /// Another process uses the state directory.
        public static let locked = Code(name: .locked)
        /// The database was written by a newer version, or by another program.
        public static let version = Code(name: .version)
        /// The queue of batches is full. The batch was not queued; the store goes on.
        public static let overloaded = Code(name: .overloaded)
        /// The store was closed, or stopped after an earlier failure.
        public static let stopped = Code(name: .stopped)
        /// The database failed (disk full, I/O error, corruption): `sqliteCode` says how. The store stops.
        public static let database = Code(name: .database)
        /// A system call on the state directory failed.
        public static let system = Code(name: .system)

        public var description: String { name.rawValue }
    }

    public let code: Code
    /// A sentence for people, without payload.
    public let message: String
    /// SQLite's extended result code, for `database` errors.
    public let sqliteCode: Int32?

    /// What the operator can do.
    public let hint: String?

    public init(_ code: Code, _ message: String, sqliteCode: Int32? = nil, hint: String? = nil) {
        self.code = code
        self.message = message
        self.sqliteCode = sqliteCode
        self.hint = hint
    }

    public var description: String {
        guard let sqliteCode else { return message }
        return "\(message) (SQLite code \(sqliteCode))"
    }
}
