// The benchmarks' SPF records, checked by blitiri.com.ar/go/spf with its zone in memory.
//
//	blitiri include N   a record that includes one with N prefixes; the last holds the client
//	blitiri terms       a record of ten terms; the first holds the client
//
// Prints the time of one check, in nanoseconds: the median of five rounds.
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"blitiri.com.ar/go/spf"
)

const (
	rounds = 5
	checks = 20000
)

type zone map[string][]string

func (z zone) LookupTXT(ctx context.Context, name string) ([]string, error) {
	return z[strings.TrimSuffix(name, ".")], nil
}

func (z zone) LookupMX(ctx context.Context, name string) ([]*net.MX, error) { return nil, nil }

func (z zone) LookupIPAddr(ctx context.Context, host string) ([]net.IPAddr, error) { return nil, nil }

func (z zone) LookupAddr(ctx context.Context, addr string) ([]string, error) { return nil, nil }

// As Published.network(): 11.A.B.0/24.
func include(prefixes int) (zone, net.IP) {
	record := "v=spf1"
	for i := 0; i < prefixes; i++ {
		record += fmt.Sprintf(" ip4:11.%d.%d.0/24", i>>8, i&0xff)
	}
	last := prefixes - 1
	return zone{
		"bench.example.org": {"v=spf1 include:spf.example.net -all"},
		"spf.example.net":   {record + " -all"},
	}, net.IPv4(11, byte(last>>8), byte(last), 7)
}

func terms() (zone, net.IP) {
	return zone{"bench.example.org": {"v=spf1 ip4:11.0.0.0/8 ip4:198.51.100.0/24 ip4:203.0.113.7 ip4:10.0.0.0/8" +
		" ip6:2001:db8::/32 a:mail.example.org mx include:spf.example.net include:spf.example.com -all"}}, net.IPv4(11, 0, 0, 7)
}

func check(records zone, client net.IP) {
	result, err := spf.CheckHostWithSender(client, "mail.example.org", "joe@bench.example.org", spf.WithResolver(records))
	if result != spf.Pass {
		fmt.Fprintln(os.Stderr, "should pass:", result, err)
		os.Exit(1)
	}
}

func main() {
	var records zone
	var client net.IP
	switch {
	case len(os.Args) == 3 && os.Args[1] == "include":
		prefixes, err := strconv.Atoi(os.Args[2])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(64)
		}
		records, client = include(prefixes)
	case len(os.Args) == 2 && os.Args[1] == "terms":
		records, client = terms()
	default:
		fmt.Fprintln(os.Stderr, "usage: blitiri include N | blitiri terms")
		os.Exit(64)
	}
	var times []float64
	for round := -1; round < rounds; round++ { // one round to warm up
		begin := time.Now()
		for i := 0; i < checks; i++ {
			check(records, client)
		}
		if round >= 0 {
			times = append(times, float64(time.Since(begin).Nanoseconds())/checks)
		}
	}
	sort.Float64s(times)
	fmt.Printf("%.0f\n", times[rounds/2])
}
