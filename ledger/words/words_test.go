package words

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestParseLang(t *testing.T) {
	for _, c := range []struct {
		flag, env, locale string
		want              Lang
	}{
		{"", "", "fr_FR.UTF-8", FR},
		{"", "", "es_AR@euro", ES},
		{"", "", "C.UTF-8", EN},
		{"", "", "", EN},
		{"", "es", "fr_FR.UTF-8", ES},
		{"FR", "es", "en_GB", FR},
		{"de", "", "fr", FR},
		{"", "", "french", EN},
		{"fr-CA", "", "", FR},
	} {
		if got := ParseLang(c.flag, c.env, c.locale); got != c.want {
			t.Errorf("ParseLang(%q, %q, %q) = %q, want %q", c.flag, c.env, c.locale, got, c.want)
		}
	}
}

func TestFill(t *testing.T) {
	args := map[string]string{"a": "1", "b": "{a}"}
	for text, want := range map[string]string{
		"":              "",
		"plain":         "plain",
		"{a} and {b}":   "1 and {a}",
		"x{a}":          "x1",
		"{missing} yes": "… yes",
		"open { only":   "open { only",
	} {
		if got := Fill(text, args); got != want {
			t.Errorf("Fill(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestEveryProblemIsWhole(t *testing.T) {
	exits := []int{ExitDone, ExitFailed, ExitUsage, ExitRefused, ExitLevel, ExitLocked, ExitUnsigned, ExitBusy, ExitBreach}
	for _, code := range Codes() {
		p, _ := find(code)
		for part, text := range map[string]text{"what": p.what, "safe": p.safe, "now": p.now} {
			checkText(t, string(code)+"."+part, text)
			checkSentence(t, string(code)+"."+part, text)
		}
		if !slices.Contains(exits, p.exit) {
			t.Errorf("%s: exit class %d is not one of ours", code, p.exit)
		}
		if !regexp.MustCompile(`^[a-z][a-z_]*$`).MatchString(string(code)) {
			t.Errorf("%s: a code is made of small letters and _", code)
		}
	}
}

func TestEverySayingIsWhole(t *testing.T) {
	for _, key := range Keys() {
		text, _ := saying(key)
		checkText(t, key, text)
	}
}

func TestNoKeyTwice(t *testing.T) {
	if all := Codes(); len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Errorf("a code stands in two tables: %v", all)
	}
	if all := Keys(); len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Errorf("a key stands in two tables: %v", all)
	}
}

// TestVocabulary keeps to the words that the project has chosen.
func TestVocabulary(t *testing.T) {
	banned := regexp.MustCompile(`(?i)\bbillet|\bbanknote|\bbillete`)
	for _, code := range Codes() {
		for _, l := range Langs() {
			s := Lookup(code, l)
			if banned.MatchString(s.What + s.Safe + s.Now) {
				t.Errorf("%s in %s: a coupon is not a banknote", code, l)
			}
		}
	}
	for _, key := range Keys() {
		for _, l := range Langs() {
			if banned.MatchString(Say(l, key)) {
				t.Errorf("%s in %s: a coupon is not a banknote", key, l)
			}
		}
	}
}

func TestLookup(t *testing.T) {
	s := Lookup(AlreadyCashed, FR).Fill(map[string]string{"when": "3 mai", "to": "Léa"})
	if want := "Ce coupon a déjà été encaissé, le 3 mai, par Léa."; s.What != want || s.Exit != ExitRefused {
		t.Errorf("got %+v", s)
	}
	if got, want := Lookup("no_such_code", EN), Lookup(Internal, EN); got != want {
		t.Errorf("unknown code gives %+v", got)
	}
	if got := Lookup(Busy, "xx"); got != Lookup(Busy, EN) {
		t.Errorf("unknown language gives %+v", got)
	}
}

func TestSay(t *testing.T) {
	if got := Say(ES, "sheet.page", "number", "2", "count", "5"); got != "Hoja 2 de 5" {
		t.Errorf("got %q", got)
	}
	if got := Say(FR, "sheet.nothing"); got != "sheet.nothing" || Has("sheet.nothing") {
		t.Errorf("got %q for a key without a text", got)
	}
}

func TestStatesAndLevels(t *testing.T) {
	for _, s := range strings.Fields("genuine dormant good cashed cancelled expired forged") {
		if !Has("state."+s) || !Has("state."+s+".long") {
			t.Errorf("state %s has no text", s)
		}
	}
	for _, s := range strings.Fields("promised backed final settled") {
		if !Has("level."+s) || !Has("level."+s+".long") {
			t.Errorf("level %s has no text", s)
		}
	}
}

// checkText holds a text to three full languages that ask for the same arguments.
func checkText(t *testing.T, name string, row text) {
	t.Helper()
	want := names(row.en)
	for lang, s := range map[Lang]string{FR: row.fr, EN: row.en, ES: row.es} {
		if s == "" || s != strings.TrimSpace(s) {
			t.Errorf("%s in %s: empty, or space at an end: %q", name, lang, s)
		}
		if got := names(s); !maps.Equal(got, want) {
			t.Errorf("%s in %s asks for %v, in English for %v", name, lang, got, want)
		}
		if strings.Count(s, "{") != strings.Count(s, "}") || strings.Contains(s, "  ") {
			t.Errorf("%s in %s: stray brace or double space: %q", name, lang, s)
		}
	}
}

// checkSentence holds a text to full sentences.
func checkSentence(t *testing.T, name string, row text) {
	t.Helper()
	for _, s := range []string{row.fr, row.en, row.es} {
		if !strings.HasSuffix(s, ".") {
			t.Errorf("%s: no full stop in %q", name, s)
		}
	}
}

// names collects the arguments that a text asks for.
func names(s string) map[string]bool {
	all := map[string]bool{}
	for _, m := range regexp.MustCompile(`\{([a-z]+)\}`).FindAllStringSubmatch(s, -1) {
		all[m[1]] = true
	}
	return all
}
