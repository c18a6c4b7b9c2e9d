package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// sheetsFile, in the node's directory, remembers where sheets were written, by series: paths, and
// nothing secret.
const sheetsFile = "sheets.json"

// maxSheets bounds that file, in bytes.
const maxSheets = 4 << 20

func (t *terminal) readSheets() (map[string][]string, error) {
	sheets := map[string][]string{}
	path := filepath.Join(t.dir, sheetsFile)
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return sheets, nil
	}
	if err != nil {
		return nil, about(path, err)
	}
	if len(content) > maxSheets || json.Unmarshal(content, &sheets) != nil {
		return nil, fail(words.Damaged, "path", path)
	}
	return sheets, nil
}

// rememberSheet notes where a sheet is going to lie: its name, and the one that it is written
// under, where a command that is killed would leave it.
func (t *terminal) rememberSheet(series string, paths ...string) error {
	sheets, err := t.readSheets()
	if err != nil {
		return err
	}
	for _, path := range paths {
		if path = absolute(path); !slices.Contains(sheets[series], path) {
			sheets[series] = append(sheets[series], path)
		}
	}
	content, err := json.Marshal(sheets)
	if err != nil {
		return err
	}
	path := filepath.Join(t.dir, sheetsFile)
	return about(path, node.ReplaceFile(path, append(content, '\n')))
}

// warnOfSheets warns of every sheet of a series that still lies on the disk. Not being able to
// look is no reason to fail what is done already.
func (t *terminal) warnOfSheets(series string) {
	sheets, err := t.readSheets()
	if err != nil {
		return
	}
	for _, path := range sheets[series] {
		if _, err := os.Lstat(path); err == nil {
			t.warn(words.SheetStillThere, "path", path)
		}
	}
}
