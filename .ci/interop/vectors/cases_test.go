package vectors

import (
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/c2sp/wycheproof"
)

// oneCase is a question with its class, and what its author expects: true, false, or nothing
// where authors differ by design.
type oneCase struct {
	source, class              string
	public, message, signature []byte
	expect                     *bool
}

// wycheproofCases are the 151 of ed25519_test.json.
func wycheproofCases(t *testing.T) []oneCase {
	t.Helper()
	text, err := fs.ReadFile(wycheproof.TestVectors, "ed25519_test.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		TestGroups []struct {
			PublicKey struct{ Pk string }
			Tests     []struct {
				Msg, Sig, Result string
				Flags            []string
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	var cases []oneCase
	for _, group := range file.TestGroups {
		for _, c := range group.Tests {
			good := c.Result == "valid"
			cases = append(cases, oneCase{
				source: "wycheproof", class: strings.Join(c.Flags, " "),
				public: unhex(t, group.PublicKey.Pk), message: unhex(t, c.Msg), signature: unhex(t, c.Sig),
				expect: &good,
			})
		}
	}
	return cases
}

// edgeCases are the 768 of ed25519vectors.json. All obey ZIP-215 by construction; their flags
// tell where stricter rules differ.
func edgeCases(t *testing.T) []oneCase {
	t.Helper()
	const module = "filippo.io/mostly-harmless/ed25519vectors"
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		t.Fatalf("where is %s: %v", module, err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "ed25519vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file []struct {
		A, R, S, M string
		Flags      []string
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	var cases []oneCase
	for _, c := range file {
		slices.Sort(c.Flags)
		good := true
		cases = append(cases, oneCase{
			source: "edge", class: strings.Join(c.Flags, " "),
			public: unhex(t, c.A), message: []byte(c.M), signature: append(unhex(t, c.R), unhex(t, c.S)...),
			expect: &good,
		})
	}
	return cases
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
