// swift-tools-version: 6.1
import PackageDescription

// One module a folder under Sources/, one test target a folder under Tests/; the floors are in Sources/README.md and a
// test rejects an import that points upwards. `make` sets WIDELIMIT_STRICT: our own warnings are then errors.
let strict: [SwiftSetting] =
  Context.environment["WIDELIMIT_STRICT"] == nil ? [] : [.unsafeFlags(["-warnings-as-errors"])]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func system(_ name: String, _ package: String, _ debian: String) -> Target {
  .systemLibrary(name: name, pkgConfig: package, providers: [.apt([debian])])
}

func module(_ name: String, _ dependencies: [Target.Dependency], linked: [LinkerSetting] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: exclusions[name] ?? [], swiftSettings: strict,
    linkerSettings: linked)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies, path: "Tests/\(name)",
    resources: resources, swiftSettings: settings(ofTestsOf: name))
}

/// Tests that compute nothing themselves are compiled without optimisation, which takes half as long.
func settings(ofTestsOf name: String) -> [SwiftSetting] {
  let calm = [
    "Architectures", "CInterface", "Catalogue", "Datasets", "HDF5", "Plotting", "Results", "Suite", "Texts", "UserData",
    "Work", "widelimit",
  ]
  return strict + (calm.contains(name) ? [.unsafeFlags(["-Onone"])] : [])
}

let papers = [
  "Lee2018", "Jacot2018", "Poole2016", "Schoenholz2017", "Xiao2020", "Arora2019", "Lee2019",
  "GarrigaAlonso2019", "Novak2019", "Shankar2020", "Bayes", "Closure", "FiniteWidthEffects", "Lecture",
]

/// What a paper's experiments may use: everything below them, and no other paper.
let belowPapers: [Target.Dependency] = [
  "Suite", "Results", "Plotting", "Architectures", "Datasets", "FiniteWidth", "InfiniteWidth", "MeanField",
  "WidthExpansion", "Inference", "Inputs", "Nonlinearities", "LinearAlgebra", "Platform", "Randomness", "Work",
  "Failures",
]

func paper(_ name: String) -> Target { module(name, belowPapers) }

func paperTests(_ name: String) -> Target { tests(name, belowPapers + ["ExperimentSupport"]) }

/// No name of the dynamic library is visible but the interface's. The Swift runtime is inside, without what nobody
/// calls; in a wheel it is beside the library, once for all levels (Python/wheel/build).
let sharesRuntime = Context.environment["WIDELIMIT_SHARED_RUNTIME"] != nil
let runtimeInside = sharesRuntime ? [] : ["-static-stdlib", "-use-ld=lld"]
let librariesInside =
  sharesRuntime ? [] : ["_FoundationCollections", "_FoundationCShims", "CoreFoundation", "_FoundationICU"]
let dynamicLibrary: [LinkerSetting] =
  [
    .unsafeFlags(
      runtimeInside + [
        "-Xlinker", "--version-script=Sources/WideLimitC/exports.map", "-Xlinker", "--gc-sections", "-Xlinker", "-z",
        "-Xlinker", "defs",
      ])
  ] + librariesInside.map { .linkedLibrary($0) }

let exclusions = ["WideLimitC": ["exports.map"], "InfiniteWidth": ["Images/README.md"]]

/// The tool on the ranks of an MPI job, of which nothing else knows: part of the package where WIDELIMIT_CLUSTER is set
/// (`make cluster`), so that all modules below are compiled once for both programs.
let clusterTargets: [Target] = [
  .systemLibrary(
    name: "CMPI", path: "Cluster/Sources/CMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
  // Its pkg-config file names the system's BLAS, which would come before OpenBLAS.
  .systemLibrary(
    name: "CScaLAPACK", path: "Cluster/Sources/CScaLAPACK", providers: [.apt(["libscalapack-openmpi-dev"])]),
  .target(
    name: "Ranks", dependencies: ["CMPI", "CScaLAPACK", "LinearAlgebra", "Platform", "Work", "Failures"],
    path: "Cluster/Sources/Ranks", swiftSettings: strict),
  .executableTarget(
    name: "widelimit-mpi",
    dependencies: [
      "Ranks", "Commands", "Suite", "UserData", "Results", "LinearAlgebra", "Platform", "Work", "Failures",
    ],
    path: "Cluster/Sources/widelimit-mpi", swiftSettings: strict),
  // What tests run on several ranks.
  .executableTarget(
    name: "RankChecks",
    dependencies: [
      "Ranks", "CCounting", "Architectures", "InfiniteWidth", "LinearAlgebra", "Platform", "Work", "Failures",
    ],
    path: "Cluster/Tests/RankChecks", swiftSettings: strict),
  // MPI's functions that send, counted.
  .target(name: "CCounting", dependencies: ["CMPI"], path: "Cluster/Tests/CCounting"),
  .testTarget(
    name: "ClusterTests",
    dependencies: ["widelimit-mpi", "RankChecks", "widelimit", "HDF5", "Platform", "TestSupport"],
    path: "Cluster/Tests/ClusterTests", swiftSettings: strict),
]
let isForCluster = Context.environment["WIDELIMIT_CLUSTER"] != nil

let package = Package(
  name: "WideLimit",
  products: [
    .executable(name: "widelimit", targets: ["widelimit"]),
    .library(name: "WideLimit", targets: ["WideLimit"]),
    .library(name: "WideLimitC", type: .dynamic, targets: ["WideLimitC"]),
  ] + (isForCluster ? [.executable(name: "widelimit-mpi", targets: ["widelimit-mpi"])] : []),
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: [
    // Cellar
    system("CHDF5", "hdf5", "libhdf5-dev"),
    system("CCrypto", "libcrypto", "libssl-dev"),
    system("COpenBLAS", "openblas", "libopenblas-pthread-dev"),
    system("CPNG", "libpng", "libpng-dev"),
    system("CPangoCairo", "pangocairo", "libpango1.0-dev"),
    system("CZlib", "zlib", "zlib1g-dev"),
    .systemLibrary(name: "CElementary"),
    .systemLibrary(name: "CWideLimit"),
    .target(name: "CStart"),
    .target(name: "CGuard"),
    module("Failures", []),
    // Floor 0
    module("Platform", ["CElementary", "Failures"]),
    module("Texts", []),
    // Floor 1
    module("LinearAlgebra", ["Platform", "COpenBLAS", "CElementary", "Failures"]),
    module("Randomness", ["CCrypto", "CElementary", "Failures"]),
    module("HDF5", ["CHDF5", "CGuard", "CZlib", "Platform", "Failures"]),
    module("Work", ["Platform", "Texts", "Failures"]),
    // Floor 2
    module("Nonlinearities", ["LinearAlgebra", "Platform", "CElementary", "Failures"]),
    module("Inputs", ["LinearAlgebra", "Platform", "CElementary", "Failures"]),
    module("Inference", ["LinearAlgebra", "Platform", "Failures"]),
    // Floor 3
    module("Architectures", ["Nonlinearities", "Texts", "Failures"]),
    module("Datasets", ["Inputs", "LinearAlgebra", "Platform", "Randomness", "CZlib", "Failures"]),
    // Floor 4
    module(
      "InfiniteWidth",
      ["Architectures", "Nonlinearities", "Inputs", "LinearAlgebra", "Platform", "CElementary", "Failures"]),
    module(
      "FiniteWidth",
      [
        "Architectures", "Nonlinearities", "Inference", "Inputs", "LinearAlgebra", "Platform", "Randomness",
        "CElementary",
        "Failures",
      ]),
    module("MeanField", ["Architectures", "Nonlinearities", "LinearAlgebra", "Platform", "Failures"]),
    module("WidthExpansion", ["Architectures", "Nonlinearities", "LinearAlgebra", "Platform", "Failures"]),
    // Floor 5
    module(
      "WideLimit",
      [
        "Architectures", "Datasets", "Failures", "FiniteWidth", "Inference", "InfiniteWidth", "Inputs",
        "LinearAlgebra", "MeanField", "Nonlinearities", "Platform", "Randomness", "WidthExpansion",
      ]),
    module(
      "Results",
      ["HDF5", "LinearAlgebra", "Platform", "Texts", "CElementary", "Randomness", "Datasets", "Failures"]),
    module("Plotting", ["CPNG", "CPangoCairo", "Platform", "Failures"]),
    // Floor 6
    module(
      "Suite",
      [
        "Results", "Plotting", "Architectures", "Datasets", "HDF5", "Inputs", "Inference", "InfiniteWidth",
        "FiniteWidth", "MeanField", "Nonlinearities", "LinearAlgebra", "Platform", "Texts", "Randomness", "Work",
        "Failures",
      ]),
    module(
      "UserData",
      [
        "Results", "Plotting", "Architectures", "HDF5", "Inputs", "Inference", "InfiniteWidth", "MeanField",
        "Nonlinearities", "LinearAlgebra", "Platform", "Texts", "Randomness", "Work", "Failures",
      ]),
    // Floor 7: a module a paper, below. They build side by side, and a change in one rebuilds that one.
    // Floor 8
    module("Catalogue", papers.map { .byName(name: $0) } + ["Suite"]),
    // Floor 9
    module(
      "Commands",
      [
        "Catalogue", "Suite", "UserData", "Results", "Plotting", "Architectures", "Datasets", "InfiniteWidth",
        "Inference", "Inputs", "HDF5", "LinearAlgebra", "Platform", "Texts", "Randomness", "Work", "Failures", "CStart",
        argumentParser,
      ]),
    module(
      "CInterface",
      [
        "UserData", "Results", "Architectures", "HDF5", "InfiniteWidth", "Inference", "Inputs", "LinearAlgebra",
        "MeanField", "Platform", "Texts", "Work", "Failures", "CWideLimit",
      ]),
    // Floor 10
    .executableTarget(name: "widelimit", dependencies: ["Commands"], swiftSettings: strict),
    module("WideLimitC", ["CInterface"], linked: dynamicLibrary),
    // What `make bench` builds and runs, beside the modules.
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Suite", "UserData", "Architectures", "Datasets", "FiniteWidth", "InfiniteWidth", "MeanField", "Inference",
        "HDF5", "Inputs", "Nonlinearities", "LinearAlgebra", "Platform", "Randomness", "Work", "WidthExpansion",
        "CElementary",
      ],
      path: "Benchmarks/Sources", swiftSettings: strict),
    // What `make fuzz` builds and runs.
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "Architectures", "Datasets", "HDF5", "Nonlinearities", "Randomness", "Texts", "Failures", "CHDF5", "CZlib",
      ],
      path: "Fuzz/Sources", swiftSettings: strict),
    // What tests share: a generator, a scratch folder, the battery that every kernel keeps.
    .target(
      name: "TestSupport", dependencies: ["LinearAlgebra", "Work"], path: "Tests/Support", swiftSettings: strict),
    // Tests mirror Sources/ folder by folder.
    tests("Platform", ["Failures"]),
    tests("Texts"),
    tests("LinearAlgebra", ["COpenBLAS", "Platform"]),
    tests("Randomness"),
    tests("Work", ["HDF5", "Platform", "Failures"]),
    tests("HDF5", ["Platform", "Failures"], resources: [.copy("Damaged"), .copy("Golden")]),
    tests("Nonlinearities", ["LinearAlgebra"], resources: [.copy("Golden")]),
    tests("Inputs", ["LinearAlgebra"]),
    tests("Inference", ["LinearAlgebra", "Randomness"]),
    tests("Architectures", ["Nonlinearities", "Failures"]),
    tests("Datasets", ["Inputs", "LinearAlgebra", "Platform", "Texts", "Failures"]),
    tests(
      "InfiniteWidth",
      ["FiniteWidth", "Architectures", "Nonlinearities", "Inputs", "Inference", "LinearAlgebra", "Failures"],
      resources: [.copy("Golden")]),
    tests(
      "FiniteWidth", ["Architectures", "Nonlinearities", "Inference", "LinearAlgebra", "Randomness", "Failures"],
      resources: [.copy("Golden")]),
    tests(
      "MeanField", ["FiniteWidth", "Architectures", "Nonlinearities", "LinearAlgebra", "Randomness", "Failures"],
      resources: [.copy("Golden")]),
    tests(
      "WidthExpansion",
      [
        "Architectures", "FiniteWidth", "InfiniteWidth", "Inputs", "LinearAlgebra", "Nonlinearities", "Platform",
        "Randomness",
        "Failures",
      ]),
    tests("WideLimit"),
    tests("Results", ["CHDF5", "HDF5", "Platform", "Texts", "Failures"]),
    tests("Plotting", ["CPNG"]),
    tests(
      "Suite",
      [
        "Results", "Architectures", "Datasets", "FiniteWidth", "HDF5", "Inference", "InfiniteWidth", "Inputs",
        "LinearAlgebra", "Platform", "Plotting", "Nonlinearities", "Randomness", "Work", "Failures",
      ]),
    tests(
      "UserData",
      [
        "Architectures", "FiniteWidth", "HDF5", "Inference", "InfiniteWidth", "Inputs", "LinearAlgebra", "MeanField",
        "Nonlinearities", "Platform", "Randomness", "Results", "Work", "Failures",
      ]),
    // What the tests of experiments share.
    .target(
      name: "ExperimentSupport",
      dependencies: ["Suite", "Results", "Datasets", "Platform", "Plotting", "Work", "TestSupport"],
      path: "Tests/ExperimentSupport", swiftSettings: strict),
    tests("Catalogue", ["Suite", "Results"]),
    tests(
      "CInterface",
      ["CWideLimit", "Architectures", "HDF5", "InfiniteWidth", "LinearAlgebra", "Platform", "UserData", "Work"]),
    .testTarget(name: "HouseTests", path: "Tests/House", swiftSettings: strict),
    .testTarget(
      name: "widelimitTests",
      dependencies: [
        "widelimit", "Catalogue", "Suite", "UserData", "HDF5", "Platform", "Work", "Failures", "TestSupport",
      ],
      path: "Tests/widelimit", exclude: ["Help"], swiftSettings: settings(ofTestsOf: "widelimit")),
  ] + papers.map(paper) + papers.map(paperTests) + (isForCluster ? clusterTargets : []),
  swiftLanguageModes: [.v6]
)
