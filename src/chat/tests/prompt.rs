//! What is sent.

use super::*;

fn sent(conversation: &Conversation) -> Vec<(Role, Vec<String>)> {
    let words = |part: &PromptPart<'_>| match part {
        PromptPart::Text(text) => text.as_str().to_owned(),
        PromptPart::Image(image) => image.url().as_str().to_owned(),
        PromptPart::File(file) => file.fenced(),
    };
    conversation.prompt().iter().map(|m| (m.role, m.parts.iter().map(words).collect())).collect()
}

fn said(role: Role, words: &[&str]) -> (Role, Vec<String>) {
    (role, words.iter().map(|&word| word.to_owned()).collect())
}

#[test]
fn carries_the_system_prompt_and_the_line_up_to_the_question() {
    let mut conversation = Conversation::default();
    conversation.set_settings(Settings { system_prompt: "Be kind.".into(), ..Settings::default() });
    exchange(&mut conversation, "one", "1");
    let image = Image::new("data:image/png;base64,AAAA".into(), 1, 1, "dot.png".into()).unwrap();
    let parts = vec![Part::Image(image.into()), Part::Text("what is it?".into())];
    conversation.ask(parts, &model(), at(0.0)).unwrap();
    assert_eq!(
        sent(&conversation),
        [
            said(Role::System, &["Be kind."]),
            said(Role::User, &["one"]),
            said(Role::Assistant, &["1"]),
            said(Role::User, &["data:image/png;base64,AAAA", "what is it?"]),
        ]
    );
}

#[test]
fn a_new_version_does_not_see_the_old_one_and_a_continuation_sees_what_stands_there() {
    let mut conversation = Conversation::default();
    let answer = exchange(&mut conversation, "one", "1");
    conversation.regenerate(answer, &model(), at(0.0)).unwrap();
    assert_eq!(sent(&conversation), [said(Role::User, &["one"])]);
    conversation.stop(at(1.0));

    let turn = conversation.regenerate(answer, &model(), at(0.0)).unwrap();
    conversation.feed(turn, delta("half"), at(1.0));
    let Progress::Ended(half) = conversation.stop(at(2.0)) else { panic!("the turn goes on") };
    conversation.continue_answer(half, &model(), false, at(3.0)).unwrap();
    assert_eq!(sent(&conversation), [said(Role::User, &["one"]), said(Role::Assistant, &["half"])]);
}

#[test]
fn neighbours_of_one_role_become_one_message() {
    let mut conversation = Conversation::default();
    for question in ["one", "two"] {
        let turn = conversation.ask(words(question), &model(), at(0.0)).unwrap();
        conversation.cut(turn, at(1.0));
    }
    exchange(&mut conversation, "three", "3");
    assert_eq!(
        sent(&conversation),
        [said(Role::User, &["one", "two", "three"]), said(Role::Assistant, &["3"])]
    );
}

#[test]
fn the_oldest_turns_can_be_left_out_when_the_conversation_is_too_long() {
    let mut conversation = Conversation::default();
    exchange(&mut conversation, "one", "1");
    assert!(!conversation.sends_several_turns());
    exchange(&mut conversation, "two", "2");
    assert!(conversation.sends_several_turns());
    assert!(conversation.drop_oldest_turn());
    assert_eq!(sent(&conversation), [said(Role::User, &["two"]), said(Role::Assistant, &["2"])]);
    assert!(!conversation.sends_several_turns());
    assert!(!conversation.drop_oldest_turn(), "one is left");
    conversation.start_context_at(None).unwrap();
    assert_eq!(sent(&conversation).len(), 4);
}

#[test]
fn a_fence_is_longer_than_any_in_the_file() {
    let file = TextFile { name: "a.md".into(), text: "````\ncode\n````".into() };
    assert_eq!(file.fenced(), "a.md:\n\n`````\n````\ncode\n````\n`````");
}

#[test]
fn only_raster_pictures_in_data_addresses_are_taken() {
    for url in [
        "https://example.org/a.png",
        "data:image/svg+xml;base64,AAAA",
        "data:image/png;base64,",
        "data:image/png;base64,AA\"onload",
        "javascript:alert(1)",
    ] {
        assert_eq!(Image::new(url.into(), 1, 1, "x".into()), Err(ChatError::NotAnImage), "{url}");
    }
}

#[test]
fn parameters_out_of_bounds_are_named_and_clamped() {
    let params = Params {
        temperature: Some(3.0),
        top_p: Some(0.0),
        max_tokens: Some(0),
        stop: vec!["".into(), "a".into(), "b".into(), "c".into(), "d".into()],
        ..Params::default()
    };
    assert_eq!(params.problems().len(), 5);
    let clamped = params.clamp();
    assert_eq!((clamped.temperature, clamped.max_tokens, clamped.stop.len()), (Some(2.0), Some(1), 4));
    assert_eq!(clamped.problems(), []);
    let nonsense = Params { temperature: Some(f32::NAN), ..Params::default() };
    assert_eq!(nonsense.problems(), [ParamProblem::Temperature]);
    assert_eq!(nonsense.clamp(), Params::default());
}
