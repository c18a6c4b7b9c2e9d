package keystore

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"

	"foirail/ledger/keys"
)

// Entry is the public side of an item: nothing in it is secret.
type Entry struct {
	Name    string
	Use     Use
	Curve   keys.Curve   // zero for a series
	Account keys.Account // zero for a series
	Series  string       // empty but for a series
}

// index is the content of the public list.
type index struct {
	Version  int           `json:"v"`
	Accounts []indexRecord `json:"accounts"`
}

// indexRecord is an Entry as it is written.
type indexRecord struct {
	Name    string `json:"name"`
	Use     Use    `json:"use"`
	Curve   string `json:"curve,omitempty"`
	Address string `json:"address,omitempty"`
	Series  string `json:"series,omitempty"`
}

// ReadIndex reads the public list, ordered by name, without any passphrase. Nothing vouches for
// it but the directory's permissions: before money goes to an account found only here, open the
// locked file. It returns ErrMissing, ErrNewer or ErrDamaged.
func ReadIndex(dir string) ([]Entry, error) {
	text, err := readFile(filepath.Join(dir, IndexFile))
	if err != nil {
		return nil, err
	}
	return decodeIndex(text)
}

// encodeIndex writes the one text of these entries, which are ordered by name.
func encodeIndex(entries []Entry) ([]byte, error) {
	doc := index{Version: version, Accounts: []indexRecord{}}
	for _, e := range entries {
		r := indexRecord{Name: e.Name, Use: e.Use, Series: e.Series}
		if e.Use != UseSeries {
			r.Curve, r.Address = e.Curve.String(), e.Account.String()
		}
		doc.Accounts = append(doc.Accounts, r)
	}
	return canonical(doc)
}

// decodeIndex reads what encodeIndex writes and no other text.
func decodeIndex(text []byte) ([]Entry, error) {
	var doc index
	if err := strict(text, &doc); err != nil {
		return nil, err
	}
	entries := make([]Entry, 0, len(doc.Accounts))
	for _, r := range doc.Accounts {
		e, ok := r.entry()
		if !ok || len(entries) > 0 && entries[len(entries)-1].Name >= e.Name {
			return nil, ErrDamaged
		}
		entries = append(entries, e)
	}
	again, err := encodeIndex(entries)
	if err != nil || !bytes.Equal(again, text) {
		return nil, ErrDamaged
	}
	return entries, nil
}

// entry reads a written form.
func (r indexRecord) entry() (Entry, bool) {
	e := Entry{Name: r.Name, Use: r.Use, Series: r.Series}
	if !isName(r.Name) {
		return e, false
	}
	if r.Use == UseSeries {
		return e, r.Series != "" && isPrintable(r.Series, maxSeries)
	}
	var err error
	if e.Curve, err = keys.ParseCurve(r.Curve); err != nil {
		return e, false
	}
	if err := e.Account.UnmarshalText([]byte(r.Address)); err != nil {
		return e, false
	}
	return e, r.Use == UseAccount || r.Use == UseVault
}

// entries is the public side of all items, by name. mu must be held.
func (k *Keystore) entries() []Entry {
	entries := make([]Entry, 0, len(k.items))
	for _, item := range k.items {
		entries = append(entries, item.entry())
	}
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return entries
}

// writeIndex writes the public list. mu must be held.
func (k *Keystore) writeIndex() error {
	text, err := encodeIndex(k.entries())
	if err != nil {
		return err
	}
	step := k.step
	if step != nil {
		step = func(name string) error { return k.step("index " + name) }
	}
	return writeFile(filepath.Join(k.dir, IndexFile), text, step)
}

// repairIndex writes the public list anew if it is not what the locked file says.
func (k *Keystore) repairIndex() (bool, error) {
	want, err := encodeIndex(k.entries())
	if err != nil {
		return false, err
	}
	if got, err := readFile(filepath.Join(k.dir, IndexFile)); err == nil && bytes.Equal(got, want) {
		return false, nil
	}
	return true, k.writeIndex()
}
