package keystore

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"foirail/ledger/keys"
)

// version is the version of every JSON document of this room.
const version = 1

// document is the content of the locked file.
type document struct {
	Version int      `json:"v"`
	Keys    []record `json:"keys"`
}

// record is an Item as it is written, secrets included. It never leaves this file.
type record struct {
	Name    string `json:"name"`
	Use     Use    `json:"use"`
	Curve   string `json:"curve,omitempty"`
	Series  string `json:"series,omitempty"`
	Seed    string `json:"seed"`
	Words   string `json:"words,omitempty"`
	Path    string `json:"path,omitempty"`
	From    string `json:"from,omitempty"`
	Created string `json:"created,omitempty"`
}

// encodeDocument writes the one text of these items, ordered by name.
func encodeDocument(items map[string]Item) ([]byte, error) {
	doc := document{Version: version, Keys: []record{}}
	for _, item := range items {
		doc.Keys = append(doc.Keys, item.record())
	}
	slices.SortFunc(doc.Keys, func(a, b record) int { return strings.Compare(a.Name, b.Name) })
	text, err := canonical(doc)
	// The lock adds some hundred bytes.
	if err == nil && len(text) > MaxFile-4096 {
		clear(text)
		return nil, ErrFull
	}
	return text, err
}

// decodeDocument reads what encodeDocument writes and no other text. It returns ErrNewer or
// ErrDamaged.
func decodeDocument(text []byte) (map[string]Item, error) {
	var doc document
	if err := strict(text, &doc); err != nil {
		return nil, err
	}
	items := map[string]Item{}
	for _, r := range doc.Keys {
		item, err := r.item()
		if err != nil {
			return nil, err
		}
		if clash(items, item) != nil {
			return nil, ErrDamaged
		}
		items[item.Name] = item
	}
	again, err := encodeDocument(items)
	defer clear(again)
	if err != nil || !bytes.Equal(again, text) {
		return nil, ErrDamaged
	}
	return items, nil
}

// record is the written form of an item.
func (i Item) record() record {
	seed := i.Seed.Bytes()
	r := record{
		Name: i.Name, Use: i.Use, Series: i.Series, Seed: hex.EncodeToString(seed[:]),
		Words: i.Phrase.Words(), Path: i.Phrase.Path(), From: i.From,
	}
	if i.Curve != 0 {
		r.Curve = i.Curve.String()
	}
	if !i.Created.IsZero() {
		r.Created = i.Created.UTC().Format(time.RFC3339)
	}
	return r
}

// item reads a written form.
func (r record) item() (Item, error) {
	seed, err := ParseSeed(r.Seed)
	if err != nil {
		return Item{}, ErrDamaged
	}
	item := Item{Name: r.Name, Use: r.Use, Series: r.Series, Seed: seed, From: r.From}
	if r.Curve != "" {
		if item.Curve, err = keys.ParseCurve(r.Curve); err != nil {
			return Item{}, ErrDamaged
		}
	}
	if r.Words != "" {
		if item.Phrase, err = ParsePhrase(r.Words + r.Path); err != nil {
			return Item{}, ErrDamaged
		}
	}
	if r.Created != "" {
		if item.Created, err = time.Parse(time.RFC3339, r.Created); err != nil {
			return Item{}, ErrDamaged
		}
	}
	if item.check() != nil {
		return Item{}, ErrDamaged
	}
	return item, nil
}

// canonical writes a document as one line of JSON without needless escapes.
func canonical(doc any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(doc); err != nil {
		return nil, fmt.Errorf("writing a document: %w", err)
	}
	return b.Bytes(), nil
}

// strict reads a document whose version we know, without unknown fields. It returns ErrNewer or
// ErrDamaged. The JSON reader's own errors may quote the text, so they go no further.
func strict(text []byte, doc any) error {
	var head struct {
		Version int `json:"v"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return ErrDamaged
	}
	if head.Version > version {
		return ErrNewer
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(doc); err != nil || head.Version != version {
		return ErrDamaged
	}
	return nil
}
