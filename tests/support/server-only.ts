// Stands in for Next's marker module, which only a bundler can resolve.
export {}
