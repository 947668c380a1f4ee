// swift-tools-version: 6.1
import PackageDescription

// One module a folder under Sources/, one test target a folder under Tests/; the floors are in Sources/README.md and a
// test rejects an import that points upwards. `make` sets WIDELIMIT_STRICT: our own warnings are then errors.
let strict: [SwiftSetting] =
  Context.environment["WIDELIMIT_STRICT"] == nil ? [] : [.unsafeFlags(["-warnings-as-errors"])]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func system(_ name: String, _ package: String, _ debian: String) -> Target {
  .systemLibrary(name: name, pkgConfig: package, providers: [.apt([debian])])
}

func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclusions[name] ?? [], swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies, path: "Tests/\(name)",
    resources: resources, swiftSettings: strict)
}

let exclusions: [String: [String]] = [:]

let package = Package(
  name: "WideLimit",
  products: [
    .executable(name: "widelimit", targets: ["widelimit"]),
    .library(name: "WideLimit", targets: ["WideLimit"]),
    // What experiments share, for the benchmarks.
    .library(name: "WideLimitSuite", targets: ["Suite"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "3.12.0"),
  ],
  targets: [
    // Floor 0
    system("CHDF5", "hdf5", "libhdf5-dev"),
    system("COpenBLAS", "openblas", "libopenblas-pthread-dev"),
    system("CPNG", "libpng", "libpng-dev"),
    system("CPangoCairo", "pangocairo", "libpango1.0-dev"),
    system("CZlib", "zlib", "zlib1g-dev"),
    .systemLibrary(name: "CElementary"),
    module("Failures", []),
    // Floor 1
    module("LinearAlgebra", ["COpenBLAS", "CElementary", "Failures"]),
    module("Randomness", [crypto, "CElementary", "Failures"]),
    module("HDF5", ["CHDF5", "Failures"]),
    // Floor 2
    module("Nonlinearities", ["LinearAlgebra", "CElementary", "Failures"]),
    module("Inputs", ["LinearAlgebra", "CElementary", "Failures"]),
    module("Inference", ["LinearAlgebra", "Failures"]),
    // Floor 3
    module("Architectures", ["Nonlinearities", "Failures"]),
    module("Datasets", ["Inputs", "LinearAlgebra", "Randomness", crypto, "CZlib", "Failures"]),
    // Floor 4
    module(
      "InfiniteWidth", ["Architectures", "Nonlinearities", "Inputs", "LinearAlgebra", "CElementary", "Failures"]),
    module(
      "FiniteWidth",
      [
        "Architectures", "Nonlinearities", "Inference", "Inputs", "LinearAlgebra", "Randomness", "CElementary",
        "Failures",
      ]),
    module("MeanField", ["Architectures", "Nonlinearities", "LinearAlgebra", "Failures"]),
    // Floor 5
    module(
      "WideLimit",
      [
        "Architectures", "Datasets", "Failures", "FiniteWidth", "Inference", "InfiniteWidth", "Inputs", "LinearAlgebra",
        "MeanField", "Nonlinearities", "Randomness",
      ]),
    module("Results", ["HDF5", "LinearAlgebra", "CElementary", "Randomness", "Datasets", crypto, "Failures"]),
    module("Plotting", ["CPNG", "CPangoCairo", "Failures"]),
    // Floor 6
    module(
      "Suite",
      [
        "Results", "Plotting", "Architectures", "Datasets", "HDF5", "Inputs", "Inference", "InfiniteWidth",
        "Nonlinearities", "LinearAlgebra", "Randomness", "Failures",
      ]),
    // Floor 7
    module(
      "Experiments",
      [
        "Suite", "Results", "Plotting", "Architectures", "Datasets", "FiniteWidth", "InfiniteWidth", "MeanField",
        "Inference", "Inputs", "Nonlinearities", "LinearAlgebra", "Randomness", "Failures",
      ]),
    // Floor 8
    .executableTarget(
      name: "widelimit",
      dependencies: [
        "Experiments", "Suite", "Results", "Plotting", "Architectures", "Datasets", "InfiniteWidth", "Inference",
        "Inputs", "HDF5", "LinearAlgebra", "Randomness", "Failures", argumentParser,
      ],
      swiftSettings: strict),
    // What tests share: a generator, a scratch folder, the battery that every kernel keeps.
    .target(name: "TestSupport", dependencies: ["LinearAlgebra"], path: "Tests/Support", swiftSettings: strict),
    // Tests mirror Sources/ folder by folder.
    tests("LinearAlgebra"),
    tests("Randomness"),
    tests("HDF5", ["Failures"]),
    tests("Nonlinearities", ["LinearAlgebra"], resources: [.copy("Golden")]),
    tests("Inputs", ["LinearAlgebra"]),
    tests("Inference", ["LinearAlgebra"]),
    tests("Architectures", ["Nonlinearities", "Failures"]),
    tests("Datasets", ["Inputs", "Failures"]),
    tests(
      "InfiniteWidth",
      ["FiniteWidth", "Architectures", "Nonlinearities", "Inputs", "Inference", "LinearAlgebra"],
      resources: [.copy("Golden")]),
    tests(
      "FiniteWidth", ["Architectures", "Nonlinearities", "Inference", "LinearAlgebra", "Randomness", "Failures"],
      resources: [.copy("Golden")]),
    tests(
      "MeanField", ["FiniteWidth", "Architectures", "Nonlinearities", "LinearAlgebra", "Randomness", "Failures"],
      resources: [.copy("Golden")]),
    tests("WideLimit"),
    tests("Results", ["HDF5", "Failures"]),
    tests("Plotting", ["CPNG"]),
    tests(
      "Suite",
      [
        "Results", "Architectures", "Datasets", "HDF5", "Inference", "InfiniteWidth", "Inputs", "LinearAlgebra",
        "Nonlinearities", "Randomness", "Failures",
      ]),
    tests(
      "Experiments", ["Suite", "Results", "FiniteWidth", "MeanField", "Architectures", "LinearAlgebra", "Randomness"]),
    .testTarget(name: "HouseTests", path: "Tests/House", swiftSettings: strict),
    .testTarget(
      name: "widelimitTests", dependencies: ["widelimit", "Experiments", "Suite", "HDF5", "Failures"],
      path: "Tests/widelimit", exclude: ["Help"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
