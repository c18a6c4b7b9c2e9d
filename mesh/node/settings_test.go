package node

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"foirail/ledger/words"
)

// scratch puts a file into a scratch directory and gives its path.
func scratch(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSettings(t *testing.T) {
	weak := scratch(t, "weak.toml", "listen = ['/ip4/127.0.0.1/tcp/1']\nmdns = false\nlog = 'warn'\n")
	strong := scratch(t, "strong.toml", "# none but this\nmdns = true\npeers = ['village:4450']\n")
	got, err := ReadSettings(filepath.Join(t.TempDir(), "missing"), weak, strong)
	if err != nil {
		t.Fatal(err)
	}
	yes := true
	want := Settings{Listen: []string{"/ip4/127.0.0.1/tcp/1"}, Peers: []string{"village:4450"}, MDNS: &yes, Log: "warn"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if none, err := ReadSettings(); err != nil || !none.discovers() {
		t.Errorf("without a file: %+v, %v", none, err)
	}
}

func TestSettingsRefused(t *testing.T) {
	m := &market{t: t}
	for text, line := range map[string]string{
		"mdns = true\n\nvillage = 3\n":                      "3",
		"mdns = true\n[relay]\nport = 1\n":                  "2",
		"listen = 4\n":                                      "1",
		"log = 'warn'\nlog = 'info'\n":                      "2",
		"mdns = true\nlisten = [\n":                         "2",
		"[chain]\nendpoints = ['http://a']\n":               "2",
		"[chain]\nagree = 99\n":                             "2",
		"[chain]\ncheckpoint_hash = '12'\n":                 "2",
		"[chain]\ncheckpoint_height = 12\n":                 "2",
		"log = 'loud'\n":                                    "1",
		"log = 'info'\nmetrics = 'here'\n":                  "2",
		"peers = [" + strings.Repeat("'a:1',", 65) + "]\n":  "1",
		"listen = [" + strings.Repeat("'a:1',", 17) + "]\n": "1",
		strings.Repeat("# a long story\n", 5000):            "1",
		"\x00":                                              "1",
	} {
		_, err := ReadSettings(scratch(t, "foirail.toml", text))
		if p := m.refused(words.BadSettings, err); p != nil && p.Args["number"] != line {
			t.Errorf("%.40q: line %s, want %s (%s)", text, p.Args["number"], line, p.Args["reason"])
		}
	}
}

// Every key of the settings stands in the page that lists them.
func TestSettingsAreListed(t *testing.T) {
	page, err := os.ReadFile("../../cmd/foirail/help/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range settingKeys(reflect.TypeFor[Settings](), "") {
		if !strings.Contains(string(page), "| `"+key+"` |") {
			t.Errorf("settings.md does not list %q", key)
		}
	}
}

// settingKeys are the keys of settings, those of a table behind its name.
func settingKeys(of reflect.Type, table string) (list []string) {
	for i := range of.NumField() {
		key := table + of.Field(i).Tag.Get("toml")
		inner := of.Field(i).Type
		if inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct {
			list = append(list, settingKeys(inner, key+".")...)
			continue
		}
		list = append(list, key)
	}
	return list
}

func TestSettingsFiles(t *testing.T) {
	files := SettingsFiles("/a/dir")
	if last := files[len(files)-1]; last != filepath.Join("/a/dir", SettingsFile) {
		t.Errorf("the strongest place is %s", last)
	}
	if !slices.Contains(files, "/etc/foirail/foirail.toml") {
		t.Errorf("the system's place is not among %v", files)
	}
}

func FuzzSettings(f *testing.F) {
	f.Add("mdns = true\nlog = 'info'\n")
	f.Add("[peers]\nx = 1\n")
	f.Add("peers = [1, 2]")
	f.Add("[[radio]]\naddress = 'rnode:a'\nregion = 'EU868'\npower = 99")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := ReadSettings(scratch(t, "foirail.toml", text))
		if p := asProblem(err); p != nil && slices.Contains([]words.Code{words.OneBracket, words.BadRadio, words.NoRegion, words.RadioStrangePlan, words.RadioKeptBand, words.RadioNoBand,
			words.RadioTwoBands, words.RadioTooStrong, words.RadioOutOfReach}, p.Code) {
			return // these have words of their own
		}
		if err != nil {
			(&market{t: t}).refused(words.BadSettings, err)
		}
	})
}
