package keys

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a link, in bytes.
const (
	MaxLink    = 2048 // the whole text
	MaxAmount  = 32   // the amount as text
	MaxComment = 256  // the comment, once unescaped
)

// Link is what a payment link or a scanned code asks for. This room knows no money: the amount
// stays text, figures with at most one point or comma, and is empty when none is asked for.
type Link struct {
	Account Account
	Amount  string
	Comment string
}

// schemes are the beginnings of a link that Duniter wallets write, longer ones first, each with
// what may stand between it and the key.
func schemes() []string {
	return []string{"web+june://", "web+june:", "june://", "june:", "g1://", "duniter:key/"}
}

// ParseLink reads a link of a Duniter wallet, or an account that stands alone:
//
//	g1://KEY?amount=12.5&comment=bread    june://KEY    june://wallet/KEY
//	june://pubkey/KEY    web+june:KEY     duniter:key/KEY
//
// where KEY is any bare form of ParseAccount. The scheme may be in capitals; parameters come in
// any order, unknown ones are passed over, the same one twice is refused. It returns
// ErrChecksum, or ErrAddress with a reason.
func ParseLink(text string) (Link, error) {
	if len(text) > MaxLink {
		return Link{}, fmt.Errorf("%w: longer than %d bytes", ErrAddress, MaxLink)
	}
	rest, ok := cutScheme(text)
	if !ok {
		a, err := parseBare(text)
		return Link{Account: a}, err
	}
	key, query, _ := strings.Cut(rest, "?")
	a, err := parseBare(strings.TrimSuffix(key, "/"))
	if err != nil {
		return Link{}, err
	}
	link := Link{Account: a}
	if err := link.readQuery(query); err != nil {
		return Link{}, err
	}
	return link, nil
}

// String is the link that every wallet we know can read: june://, the Ğ1 address, parameters.
func (l Link) String() string {
	text := "june://" + l.Account.String()
	separator := "?"
	for _, p := range []struct{ name, value string }{{"amount", l.Amount}, {"comment", l.Comment}} {
		if p.value == "" {
			continue
		}
		// A plus sign means a space to some readers only, so spaces are written out.
		escaped := strings.ReplaceAll(url.QueryEscape(p.value), "+", "%20")
		text += separator + p.name + "=" + escaped
		separator = "&"
	}
	return text
}

// cutScheme takes the scheme and a word like wallet/ off a link.
func cutScheme(text string) (rest string, ok bool) {
	for _, scheme := range schemes() {
		if len(text) < len(scheme) || !strings.EqualFold(text[:len(scheme)], scheme) {
			continue
		}
		rest = text[len(scheme):]
		for _, word := range []string{"wallet/", "pubkey/"} {
			if cut, found := strings.CutPrefix(rest, word); found && scheme[len(scheme)-4:] != "key/" {
				return cut, true
			}
		}
		return rest, true
	}
	return "", false
}

// readQuery takes amount and comment from the parameters of a link.
func (l *Link) readQuery(query string) error {
	seen := map[string]bool{}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if name != "amount" && name != "comment" {
			continue
		}
		plain, err := url.QueryUnescape(value)
		if err != nil || seen[name] {
			return fmt.Errorf("%w: its %s is not well written", ErrAddress, name)
		}
		seen[name] = true
		switch {
		case name == "amount" && isAmount(plain):
			l.Amount = plain
		case name == "comment" && isComment(plain):
			l.Comment = plain
		default:
			return fmt.Errorf("%w: its %s is not well written", ErrAddress, name)
		}
	}
	return nil
}

// isAmount takes figures with at most one point or comma between or beside them.
func isAmount(text string) bool {
	marks, figures := 0, 0
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9':
			figures++
		case c == '.' || c == ',':
			marks++
		default:
			return false
		}
	}
	return len(text) <= MaxAmount && marks <= 1 && (figures > 0 || text == "")
}

// isComment takes bounded text without control characters.
func isComment(text string) bool {
	return len(text) <= MaxComment && utf8.ValidString(text) &&
		strings.IndexFunc(text, unicode.IsControl) < 0
}
