/// Answers of `POST /v1/apply`.
enum PlanFixture {
    static let plan = """
        {"base":41,"next":42,"changes":[\
        {"kind":"network","tenant":"acme","name":"web","operation":"added","document":"acme/base",\
        "summary":"network web (overlay, 10.10.1.0/24)","details":["vni 10017"],"position":"base.yaml:4:3"},\
        {"kind":"nic","tenant":"acme","name":"db1:0","operation":"changed","document":"acme/base",\
        "summary":"nic db1:0: 10.10.2.5 → 10.10.2.6","details":[],"position":"base.yaml:18:5"},\
        {"kind":"network","tenant":"acme","name":"old","operation":"removed","document":"acme/base",\
        "summary":"network old","details":[]}],\
        "warnings":[{"code":"no-effect","severity":"warning","position":"base.yaml:9:3","detail":"nothing uses it",\
        "hint":"remove it"}],"hosts":{"touched":3,"total":12},"flows":{"added":214,"removed":18},\
        "groups":{"added":2,"removed":0}}
        """
    static let nothing = #"{"base":41,"next":42,"changes":[],"warnings":[],"hosts":{"touched":0,"total":12}}"#

    static let planned = #"{"plan":\#(plan),"revision":null,"hosts":{},"applied":false}"#
    static let unchanged = #"{"plan":\#(nothing),"revision":null,"hosts":{},"applied":false}"#
    static let applied =
        #"{"plan":\#(plan),"revision":42,"hosts":{"ready":["kvm1","kvm2"],"pending":[],"away":[],"degraded":[]},"applied":true}"#
    static let behind =
        #"{"plan":\#(plan),"revision":42,"hosts":{"ready":["kvm1"],"pending":["kvm2","kvm3"],"away":["kvm9"],"degraded":[]},"applied":true}"#

    static let text = """
        Plan for acme/base  (revision 41 → 42)
          + network web (overlay, 10.10.1.0/24)                                 base.yaml:4
              vni 10017
          ~ nic db1:0: 10.10.2.5 → 10.10.2.6                                    base.yaml:18
          - network old
        Warning       base.yaml:9: nothing uses it
                      hint: remove it
        Hosts         3 of 12 touched · flows +214 −18 · groups +2

        """
}
