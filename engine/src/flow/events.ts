/** Subscriptions of rules to results of the flow analysis; defined with it. */
export interface FlowSubscriptions<MessageId extends string> {
  readonly messageIds?: readonly MessageId[];
}
