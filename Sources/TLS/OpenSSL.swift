import COpenSSL

/// Something of OpenSSL's that is freed with this object.
final class Handle {
    let pointer: OpaquePointer
    private let free: (OpaquePointer) -> Void

    /// Nil when OpenSSL gave nothing.
    init?(_ pointer: OpaquePointer?, free: @escaping (OpaquePointer) -> Void) {
        guard let pointer else { return nil }
        self.pointer = pointer
        self.free = free
    }

    deinit { free(pointer) }

    static func certificate(_ pointer: OpaquePointer?) -> Handle? { Handle(pointer) { X509_free($0) } }
    static func key(_ pointer: OpaquePointer?) -> Handle? { Handle(pointer) { EVP_PKEY_free($0) } }
    static func revocationList(_ pointer: OpaquePointer?) -> Handle? { Handle(pointer) { X509_CRL_free($0) } }
    static func bytes(_ pointer: OpaquePointer?) -> Handle? { Handle(pointer) { _ = BIO_free($0) } }
}

enum OpenSSL {
    /// What the newest error of this thread says, in OpenSSL's words.
    static var lastError: String {
        let error = ERR_peek_last_error()
        return ERR_reason_error_string(error).map { String(cString: $0) } ?? "unknown error \(error)"
    }

    /// What a memory BIO holds; it is empty then.
    static func drain(_ bio: OpaquePointer) -> [UInt8] {
        let count = BIO_ctrl_pending(bio)
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { target, filled in
            filled = max(0, Int(BIO_read(bio, target.baseAddress, Int32(clamping: count))))
        }
    }

    /// A memory BIO with these bytes.
    static func source(_ bytes: [UInt8]) -> Handle? {
        guard let bio = Handle.bytes(BIO_new(BIO_s_mem())),
            BIO_write(bio.pointer, bytes, Int32(clamping: bytes.count)) == Int32(clamping: bytes.count)
        else { return nil }
        return bio
    }
}
