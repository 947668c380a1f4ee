import Platform
import Testing

@Suite struct ControlGroupsTests {
  static let unified = [
    "/sys/fs/cgroup/user/job/memory.max": "max\n",
    "/sys/fs/cgroup/user/job/memory.current": "5000\n",
    "/sys/fs/cgroup/user/memory.max": "4000000\n",
    "/sys/fs/cgroup/user/memory.current": "1500000\n",
    "/sys/fs/cgroup/user/memory.stat": "anon 900000\ninactive_file 500000\n",
  ]

  @Test func aLimitOfAnOuterGroupCounts() {
    let memory = ControlGroups(membership: "0::/user/job\n").memory { Self.unified[$0] }
    #expect(memory?.limit == 4_000_000)
    #expect(memory?.used == 1_000_000, "the file cache is given back when memory is asked for")
  }

  @Test func versionOneIsReadWhereItsControllerIs() {
    let files = [
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "8000\n", "/sys/fs/cgroup/memory/memory.usage_in_bytes": "3000\n",
      "/sys/fs/cgroup/memory/job/memory.limit_in_bytes": "9223372036854771712\n",
      "/sys/fs/cgroup/memory/job/memory.usage_in_bytes": "3000\n",
    ]
    let memory = ControlGroups(membership: "9:cpu,memory:/job\n0::/\n").memory { files[$0] }
    #expect(memory?.limit == 8000)
    #expect(memory?.used == 3000)
  }

  struct Quota: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let membership: String
    let files: [String: String]
    let processors: Double?
  }

  static let quotas = [
    Quota(
      testDescription: "version 2, the tightest group", membership: "0::/user/job\n",
      files: [
        "/sys/fs/cgroup/user/job/cpu.max": "max 100000\n", "/sys/fs/cgroup/user/cpu.max": "250000 100000\n",
        "/sys/fs/cgroup/cpu.max": "400000 100000\n",
      ], processors: 2.5),
    Quota(
      testDescription: "a container's own root", membership: "0::/\n",
      files: ["/sys/fs/cgroup/cpu.max": "50000 100000\n"], processors: 0.5),
    Quota(
      testDescription: "version 1", membership: "4:cpu,cpuacct:/job\n3:cpuset:/\n",
      files: [
        "/sys/fs/cgroup/cpu/job/cpu.cfs_quota_us": "-1\n", "/sys/fs/cgroup/cpu/job/cpu.cfs_period_us": "100000\n",
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "300000\n",
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      ], processors: 3),
    Quota(
      testDescription: "no quota", membership: "0::/\n", files: ["/sys/fs/cgroup/cpu.max": "max 100000\n"],
      processors: nil),
    Quota(testDescription: "no controller", membership: "3:cpuset:/\n", files: [:], processors: nil),
    Quota(
      testDescription: "nonsense", membership: "0::/\n", files: ["/sys/fs/cgroup/cpu.max": "7 0\n"], processors: nil),
  ]

  @Test(arguments: quotas) func theTightestQuotaOfProcessorTimeCounts(_ quota: Quota) {
    #expect(ControlGroups(membership: quota.membership).processorQuota { quota.files[$0] } == quota.processors)
  }

  @Test func noLimitAndNoControllerAreNoLimit() {
    #expect(ControlGroups(membership: "0::/\n").memory { _ in nil } == nil)
    #expect(ControlGroups(membership: "").memory { _ in "1" } == nil)
    #expect(ControlGroups(membership: "nonsense\n0::/\n").memory { _ in "max" } == nil)
  }
}
