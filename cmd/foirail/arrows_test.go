package main_test

import (
	"os"
	"testing"
)

// houseRoot is the root of the module, seen from this folder.
const houseRoot = "../.."

// floorPlan says which rooms a room may import: "room: its rooms". A room may only name rooms above it, so no arrow can bend upward.
// "*" stands for every room above, test rooms left out. Do not edit it to make a build pass: an arrow that is missing is missing on purpose.
const floorPlan = `
ledger/keys:
ledger/decide:
ledger/words:
ledger/entry:       ledger/keys
ledger:             ledger/keys ledger/entry ledger/decide
ledger/sqlite:      ledger ledger/keys ledger/entry ledger/decide
ledger/ledgertest:  ledger ledger/keys ledger/entry ledger/decide
ledger/keystore:    ledger/keys
ledger/duniter:     ledger/keys
ledger/duniter/dunitertest: ledger/keys ledger/duniter
ledger/chain:       ledger ledger/keys ledger/entry ledger/decide ledger/duniter
coupons:            ledger/keys ledger/entry
print/qr:
print:              print/qr
coupons/sheet:      coupons print print/qr ledger/words
lora:
lora/loratest:      lora
mesh:               ledger ledger/keys ledger/entry ledger/decide
mesh/lan:
mesh/node:          *
mesh/web:           mesh/node ledger/words
mesh/web/engine:    ledger/keys ledger/keystore ledger/entry coupons print/qr
mesh/sim:           ledger ledger/keys ledger/entry ledger/decide ledger/chain ledger/duniter/dunitertest mesh lora/loratest
cmd/foirail:        mesh/node ledger/words
`

// testPlan says which rooms the tests of a room may import besides: its own rooms and itself are always theirs.
const testPlan = `
ledger:             ledger/ledgertest
ledger/sqlite:      ledger/ledgertest
ledger/duniter:     ledger/duniter/dunitertest
ledger/chain:       ledger/ledgertest ledger/duniter/dunitertest
lora:               lora/loratest
coupons/sheet:      ledger/keys ledger/entry
mesh:               ledger/ledgertest lora/loratest
mesh/lan:           mesh ledger/ledgertest
mesh/node:          ledger/ledgertest lora/loratest ledger/duniter/dunitertest
mesh/web:           ledger/ledgertest ledger/keys ledger/entry ledger/keystore coupons print/qr
mesh/sim:           ledger/ledgertest mesh/node
cmd/foirail:        *
`

// filePlan says what a single file may import besides. The rest of its room may not: no line that real money hangs on reaches the played chain.
const filePlan = `
mesh/node/demochain.go: ledger/duniter/dunitertest
`

// doors says which rooms may import an outside package, by its longest prefix. The word "tests" lets in the tests of every room.
const doors = `
filippo.io/age:                             ledger/keystore
github.com/BurntSushi/toml:                 mesh/node
github.com/adrg/xdg:                        mesh/node cmd/foirail
github.com/coder/websocket:                 ledger/duniter ledger/duniter/dunitertest
github.com/hashicorp/mdns:                  mesh/lan
github.com/jung-kurt/gofpdf:                print
github.com/libp2p/go-libp2p:                mesh/lan
github.com/makiuchi-d/gozxing:              print/qr
github.com/multiformats/go-multiaddr:       mesh/lan
github.com/oasisprotocol/curve25519-voi:    ledger/keys
github.com/prometheus/client_golang:        mesh/node
github.com/rogpeppe/go-internal:            tests
github.com/skip2/go-qrcode:                 print/qr
github.com/spf13/cobra:                     cmd/foirail
github.com/spf13/pflag:                     cmd/foirail
github.com/tyler-smith/go-bip39:            ledger/keystore
go.bug.st/serial:                           lora
golang.org/x/crypto/blake2b:                ledger/keys ledger/keystore ledger/duniter ledger/duniter/dunitertest
golang.org/x/crypto/chacha20:               mesh
golang.org/x/crypto/chacha20poly1305:       ledger/keystore
golang.org/x/crypto/scrypt:                 ledger/keystore
golang.org/x/image/font:                    print
golang.org/x/sync:                          mesh/node
golang.org/x/sys:                           mesh/node lora/loratest
golang.org/x/term:                          cmd/foirail
modernc.org/sqlite:                         ledger/sqlite
pgregory.net/rapid:                         tests
`

// quiet says what the pure rooms do without: they open no file, no socket and no database. Their tests may. What harmless names only reads text.
const quiet = `
ledger/keys:        os net syscall database/sql
ledger/decide:      os net syscall database/sql time math/rand
ledger/words:       os net syscall database/sql time math/rand
ledger/entry:       os net syscall database/sql math/rand
ledger:             os net syscall database/sql
coupons:            os net syscall database/sql math/rand
coupons/sheet:      os net syscall database/sql math/rand
mesh:               os net syscall database/sql time math/rand
`

const harmless = `net/url net/netip`

// topLevel is all that may stand beside the six rooms.
const topLevel = `cmd mesh coupons lora ledger print doc .ci go.mod go.sum Makefile README.md LICENSE CHANGELOG.md CONTRIBUTING.md
.gitignore .gitattributes`

func TestFloorPlan(t *testing.T) {
	house := readHouse(t, os.DirFS(houseRoot))
	report(t, house.checkRooms())
}

func TestDoors(t *testing.T) {
	house := readHouse(t, os.DirFS(houseRoot))
	report(t, house.checkDoors())
}

func TestQuietRooms(t *testing.T) {
	house := readHouse(t, os.DirFS(houseRoot))
	report(t, house.checkQuiet())
}

func TestPackageComments(t *testing.T) {
	house := readHouse(t, os.DirFS(houseRoot))
	report(t, house.checkComments())
}

func TestTopLevel(t *testing.T) {
	report(t, checkTopLevel(os.DirFS(houseRoot)))
}

func TestNoSleepInTests(t *testing.T) {
	house := readHouse(t, os.DirFS(houseRoot))
	report(t, house.checkSleeps())
}

func report(t *testing.T, complaints []string) {
	t.Helper()
	for _, c := range complaints {
		t.Error(c)
	}
}
