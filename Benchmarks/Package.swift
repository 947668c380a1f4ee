// swift-tools-version: 6.1
import PackageDescription

// Of its own, so that nobody who depends on WideLimit builds it.
let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "WideLimit", path: "..")],
  targets: [
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        .product(name: "WideLimit", package: "WideLimit"), .product(name: "WideLimitSuite", package: "WideLimit"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
