extension PolicySetChange {
    /// Judges every tenant whose documents changed.
    mutating func judgeTenants() {
        for tenant in touchedTenants {
            judgeExistence(ofTenant: tenant)
            var judge = TenantJudge(tenant: tenant, change: self)
            judge.judge()
            collector.append(judge.collector)
            setIndex(judge.index, ofTenant: tenant)
        }
    }

    /// A tenant comes to be by `tenants:`, or by the first document that an admin applies for it.
    private mutating func judgeExistence(ofTenant tenant: String) {
        guard tenant != DocumentKey.adminTenant, actor != .admin, after.fabric.tenants[tenant] == nil,
            before.keys(ofTenant: tenant).isEmpty,
            let document = given(toTenant: tenant).first
        else { return }
        report(
            .notFound, "tenant \(tenant) does not exist", at: document.position,
            hint: "an admin declares it under `tenants:`")
    }
}
