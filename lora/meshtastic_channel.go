package lora

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// homeChannel is the channel that is looked for where none was named.
const homeChannel = "foirail"

// mostChannels is how many a board has.
const mostChannels = 8

// howToMake says how people come by a channel of their own.
const howToMake = "make one with a key of its own, with the Meshtastic app or with: meshtastic --ch-add %s, " +
	"and give the same one to the other villages' boards"

// worldKey is the key that every board in the world has: the last byte counts up with the short keys 1 to 255.
var worldKey = []byte{0xD4, 0xF1, 0xBB, 0x3A, 0x20, 0x29, 0x07, 0x59, 0xF0, 0xBC, 0xFF, 0xAB, 0xCF, 0x4E, 0x69}

// secret tells whether only those who were given the key can read the channel.
func (c meshChannel) secret() bool {
	if len(c.key) != 16 && len(c.key) != 32 {
		return false
	}
	return !bytes.Equal(c.key[:15], worldKey) && len(bytes.Trim(c.key, "\x00")) > 0
}

func (c meshChannel) used() bool { return c.role == rolePrimary || c.role == roleSecondary }

// chooseChannel finds the private channel that was asked for, by its name or its number.
func chooseChannel(have []meshChannel, asked string) (meshChannel, error) {
	if asked == "" {
		asked = homeChannel
	}
	at := slices.IndexFunc(have, func(c meshChannel) bool { return c.used() && c.name != "" && strings.EqualFold(c.name, asked) })
	if number, err := strconv.Atoi(asked); at < 0 && err == nil {
		at = slices.IndexFunc(have, func(c meshChannel) bool { return c.used() && c.index == number })
	}
	if at < 0 {
		return meshChannel{}, unfit(because(NoChannel, asked, channelNames(have), nameFor(asked)), "the board has no channel %q; it has %s: "+howToMake, asked, channelNames(have), nameFor(asked))
	}
	if c := have[at]; !c.secret() {
		return meshChannel{}, unfit(because(OpenChannel, c.title(), nameFor("")), "the channel %q of the board is open to everybody, so it is not used: "+howToMake, c.title(), nameFor(""))
	}
	return have[at], nil
}

// nameFor is a name to propose for a channel.
func nameFor(asked string) string {
	if _, err := strconv.Atoi(asked); asked == "" || err == nil {
		return homeChannel
	}
	return asked
}

// title is how a channel is called; the first one often has no name.
func (c meshChannel) title() string {
	if c.name == "" {
		return strconv.Itoa(c.index)
	}
	return c.name
}

func channelNames(have []meshChannel) string {
	var names []string
	for _, c := range have {
		if c.used() {
			names = append(names, strconv.Quote(c.title()))
		}
	}
	if names == nil {
		return "none"
	}
	return strings.Join(names, ", ")
}
