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

  @Test func noLimitAndNoControllerAreNoLimit() {
    #expect(ControlGroups(membership: "0::/\n").memory { _ in nil } == nil)
    #expect(ControlGroups(membership: "").memory { _ in "1" } == nil)
    #expect(ControlGroups(membership: "nonsense\n0::/\n").memory { _ in "max" } == nil)
  }
}
