// A server on the library of Centrifugo: one channel with all trades, each subscriber with a filter over their tags,
// as its documents recommend for subscribers that want a part of a channel.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/centrifugal/centrifuge"
	"github.com/redis/rueidis"
)

const tape = "tape"

// What the benchmark starts it with, as JSON in the first argument.
type settings struct {
	// Address of Redis, host:port.
	Redis string `json:"redis"`
	// Redis channel with the trades.
	Channel string `json:"channel"`
	// Milliseconds for which a client's messages are gathered; 0: not at all.
	WindowMs int `json:"windowMs"`
}

// A trade as the feed publishes it.
type trade struct {
	Row  json.RawMessage   `json:"row"`
	Tags map[string]string `json:"tags"`
}

func main() {
	var given settings
	must(json.Unmarshal([]byte(os.Args[1]), &given))
	node, err := centrifuge.New(centrifuge.Config{LogLevel: centrifuge.LogLevelError, LogHandler: func(entry centrifuge.LogEntry) { log.Println(entry.Message, entry.Fields) }})
	must(err)
	node.OnConnecting(func(context.Context, centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{
			Credentials:        &centrifuge.Credentials{UserID: "bench"},
			WriteDelay:         time.Duration(given.WindowMs) * time.Millisecond,
			MaxMessagesInFrame: -1,
			WriteWithTimer:     true,
		}, nil
	})
	node.OnConnect(func(client *centrifuge.Client) {
		client.OnSubscribe(func(_ centrifuge.SubscribeEvent, reply centrifuge.SubscribeCallback) {
			reply(centrifuge.SubscribeReply{Options: centrifuge.SubscribeOptions{AllowTagsFilter: true}}, nil)
		})
	})
	must(node.Run())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	http.Handle("/connection/websocket", centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{UseWriteBufferPool: true}))
	go func() { must(http.Serve(listener, nil)) }()
	redis, err := rueidis.NewClient(rueidis.ClientOption{InitAddress: []string{given.Redis}, DisableCache: true})
	must(err)
	must(json.NewEncoder(os.Stdout).Encode(map[string]int{"port": listener.Addr().(*net.TCPAddr).Port}))
	must(redis.Receive(context.Background(), redis.B().Subscribe().Channel(given.Channel).Build(), func(message rueidis.PubSubMessage) {
		var trades []trade
		must(json.Unmarshal([]byte(message.Message), &trades))
		for _, one := range trades {
			_, err := node.Publish(tape, one.Row, centrifuge.WithTags(one.Tags))
			must(err)
		}
	}))
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
