import ArgumentParser
import Suite

extension Tier: ExpressibleByArgument {}
