module foirail/.ci/interop/vectors

go 1.26.4

replace foirail => ../../..

require (
	filippo.io/edwards25519 v1.2.0
	foirail v0.0.0-00010101000000-000000000000
	github.com/c2sp/wycheproof v0.0.0-20260902155932-3fa63dd0344a
)

require (
	filippo.io/mostly-harmless/ed25519vectors v0.0.0-20210322192420-30a2d7243a94 // indirect
	github.com/oasisprotocol/curve25519-voi v0.0.0-20230904125328-1f23a7beb09a // indirect
	golang.org/x/crypto v0.58.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
)

// Not a library: its folder in the module cache holds the cases.
tool filippo.io/mostly-harmless/ed25519vectors
