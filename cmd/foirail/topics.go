package main

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// topicFiles are the pages for readers; doc/ links to them.
//
//go:embed help/*.md help/decisions/*.md
var topicFiles embed.FS

// topicNames lists the pages that `foirail help TOPIC` can show, sorted. The decisions are pages of
// a topic of that name.
func topicNames() []string {
	var names []string
	_ = fs.WalkDir(topicFiles, "help", func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name := strings.TrimSuffix(strings.TrimPrefix(file, "help/"), path.Ext(file))
			names = append(names, strings.TrimSuffix(name, "/README"))
		}
		return err
	})
	slices.Sort(names)
	return names
}

// firstTopics are the pages that a newcomer is told of: the notes on decisions are found by the one that lists them.
func firstTopics() []string {
	return slices.DeleteFunc(topicNames(), func(name string) bool { return strings.Contains(name, "/") })
}

// topicText gives one page, by its name.
func topicText(name string) (string, error) {
	for _, file := range []string{name + ".md", name + "/README.md"} {
		if text, err := topicFiles.ReadFile("help/" + file); err == nil {
			return string(text), nil
		}
	}
	return "", fmt.Errorf("no help topic %q, there are %s", name, strings.Join(firstTopics(), ", "))
}
